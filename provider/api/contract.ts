import { z } from "zod";

/**
 * The authentication endpoints of the B2B Edition REST Management API as one contract: method, path, way of
 * authentication, request schemas and response schemas. The client and the emulator both take their shapes from here.
 *
 * Objects are loose (unknown extra fields pass); missing or wrong fields do not.
 *
 * Source: BigCommerce, "B2B Edition REST Management API: Authentication".
 */

const nonEmpty = z.string().min(1);
const unixSeconds = z.int().min(0);

const userCredentials = { storeHash: nonEmpty, email: z.email(), password: nonEmpty };
const validityPeriod = { beginAt: unixSeconds.optional(), endAt: unixSeconds.optional() };

const success = <T extends z.ZodType>(data: T) =>
  z.looseObject({ code: z.literal(200), data, meta: z.looseObject({ message: z.string() }) });

/** A server-to-server token as the store lists it. The value is in it: whoever can list can use every token. */
export const listedToken = z.looseObject({
  id: z.int(),
  name: z.string(),
  email: z.string(),
  storeHash: z.string(),
  token: z.string(),
  /** `app`, `admin` or `api`; any text, so that a new channel does not make a store unreadable. */
  eventChannel: z.string(),
});
export type ListedToken = z.infer<typeof listedToken>;

const pagination = z.looseObject({
  totalCount: z.int().min(0),
  limit: z.int().min(0),
  offset: z.int().min(0),
});

/** The largest page that `GET /backend/tokens` serves, in tokens. */
export const MAX_PAGE_SIZE = 250;

/** Every error answer of the API: on an error, `data` is an object. */
export const errorBody = z.looseObject({
  code: z.int(),
  data: z.looseObject({ errMsg: z.string().optional() }).nullish(),
  meta: z.looseObject({ message: z.string() }),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** The documented error texts (`data.errMsg`); they tell apart what the status alone does not. */
export const errorMessages = {
  invalidCredentials: "The email or password you have entered is incorrect. Please try again.",
  roleForbidden: "role forbidden",
  noMatchingToken: "No matching token was found.",
  invalidTokenHeader: "Invalid token header. No credentials provided.",
} as const;

/**
 * How a request proves who it is: `credentials` in its body, `store` by an `authToken` or an `X-Auth-Token` header,
 * or `storeHash` by the `X-Store-Hash` header alone.
 */
export type EndpointAuth = "credentials" | "store" | "storeHash";

export interface Endpoint {
  readonly method: "GET" | "POST" | "DELETE";
  /** Relative to the base URL. */
  readonly path: string;
  readonly auth: EndpointAuth;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body of a 200 answer. */
  readonly ok: z.ZodType;
}

export const contract = {
  /** Creates a server-to-server token. The answer carries no id. */
  createServerToServerToken: {
    method: "POST",
    path: "/auth/backend",
    auth: "credentials",
    body: z.object({ ...userCredentials, name: nonEmpty, ...validityPeriod, channelId: z.int().optional() }),
    ok: success(z.array(z.looseObject({ name: z.string(), token: nonEmpty })).length(1)),
  },
  /** Lists the server-to-server tokens of a store, values included. */
  listServerToServerTokens: {
    method: "GET",
    path: "/backend/tokens",
    auth: "store",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(10),
      offset: z.coerce.number().int().min(0).default(0),
    }),
    ok: z.looseObject({
      code: z.literal(200),
      data: z.array(listedToken),
      meta: z.looseObject({ message: z.string(), pagination }),
    }),
  },
  /** Deletes a server-to-server token; its id goes into the body. */
  deleteServerToServerToken: {
    method: "DELETE",
    path: "/auth/backend",
    auth: "store",
    body: z.object({ id: z.int(), email: z.email().optional(), name: nonEmpty.optional() }),
    ok: z.looseObject({ code: z.literal(200), meta: z.looseObject({ message: z.string() }) }),
  },
  /** Creates a storefront token for a buyer, by the buyer's credentials. Valid one day. */
  createStorefrontToken: {
    method: "POST",
    path: "/auth/customers",
    auth: "credentials",
    body: z.object({ ...userCredentials, channelId: z.int(), name: nonEmpty, ...validityPeriod }),
    ok: success(z.looseObject({ name: z.string(), token: nonEmpty })),
  },
  /** Creates a storefront token for a customer, by the store's authority. Valid one day. */
  createCustomerStorefrontToken: {
    method: "POST",
    path: "/auth/customers/storefront",
    auth: "store",
    body: z.object({
      customerId: z.int(),
      channelId: z.int().optional(),
      customerAccessToken: z.object({ value: nonEmpty, expires_at: z.string().optional() }).optional(),
    }),
    // The schema says an array of strings; a plain string is accepted as well.
    ok: success(z.looseObject({ token: z.union([nonEmpty, z.array(nonEmpty).length(1)]) })),
  },
  /** Exchanges the JWT of the Current Customer API for a storefront token. Valid one day. */
  getStorefrontToken: {
    method: "GET",
    path: "/auth/storefront",
    auth: "storeHash",
    query: z.object({ jwtToken: nonEmpty, channelId: z.coerce.number().int().optional() }),
    ok: success(z.looseObject({ token: nonEmpty })),
  },
} as const satisfies Record<string, Endpoint>;

export type Contract = typeof contract;
export type Operation = keyof Contract;

/** What a caller passes as an operation's body or query. */
export type RequestBody<O extends Operation> = Contract[O] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
export type RequestQuery<O extends Operation> = Contract[O] extends { query: infer Q extends z.ZodType }
  ? z.input<Q>
  : undefined;
/** The parsed body of an operation's 200 answer. */
export type OkBody<O extends Operation> = z.output<Contract[O]["ok"]>;
