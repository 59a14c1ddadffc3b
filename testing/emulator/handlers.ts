import { decode } from "jsonwebtoken";
import { contract, errorMessages, type Operation } from "../../provider/api/contract";
import { type EmulatedRequest, type EmulatedResponse, error, ok } from "./message";
import type { Store } from "./store";
import { signStorefrontToken, verifyCustomerToken } from "./storefront-token";
import type { Switches } from "./switches";

/** What handlers act on. */
export interface World {
  stores: ReadonlyMap<string, Store>;
  switches: Switches;
  now: () => number;
}

export type Handler = (request: EmulatedRequest, world: World) => EmulatedResponse;

/** One handler an operation: request in, response out. */
export const handlers: Record<Operation, Handler> = {
  createServerToServerToken: (request, world) => {
    const body = contract.createServerToServerToken.body.parse(request.body);
    const refused = refuseUser(body, world);
    if (refused !== undefined) return refused;
    const store = world.stores.get(body.storeHash) as Store;
    const { duplicateNames } = world.switches;
    if (duplicateNames !== "allowed" && store.tokens.some(({ name }) => name === body.name))
      return error(duplicateNames, "A token of this name exists.");
    const { name, token } = store.create(body);
    return ok([{ name, token }]);
  },

  listServerToServerTokens: (request, world) => {
    const store = authenticate(request, world);
    if (!("tokens" in store)) return store;
    const { limit, offset } = contract.listServerToServerTokens.query.parse(request.query);
    const listed = store.listed();
    const page = listed.slice(offset, offset + limit).map(({ id, name, email, eventChannel, token }) => ({
      id,
      name,
      email,
      storeHash: store.hash,
      token: { clear: token, masked: `${token.slice(0, 4)}********`, empty: "" }[world.switches.listedValues],
      eventChannel,
    }));
    return ok(page, { pagination: { totalCount: listed.length, limit, offset } });
  },

  deleteServerToServerToken: (request, world) => {
    const store = authenticate(request, world);
    if (!("tokens" in store)) return store;
    const { id } = contract.deleteServerToServerToken.body.parse(request.body);
    if (!store.delete(id)) return error(404, errorMessages.noMatchingToken);
    return { status: 200, body: { code: 200, meta: { message: "SUCCESS" } } };
  },

  createStorefrontToken: (request, world) => {
    const body = contract.createStorefrontToken.body.parse(request.body);
    const refused = refuseUser(body, world, false);
    return refused ?? ok({ name: body.name, token: signStorefrontToken({ email: body.email }, world.now()) });
  },

  createCustomerStorefrontToken: (request, world) => {
    const store = authenticate(request, world);
    if (!("tokens" in store)) return store;
    const { customerId } = contract.createCustomerStorefrontToken.body.parse(request.body);
    return ok({ token: [signStorefrontToken({ customerId }, world.now())] });
  },

  getStorefrontToken: (request, world) => {
    const { jwtToken } = contract.getStorefrontToken.query.parse(request.query);
    if (!world.stores.has(request.headers["x-store-hash"] ?? "")) return unknownStore(world);
    const customer = verifyCustomerToken(jwtToken, world.now());
    if (customer === undefined) return error(401, errorMessages.invalidTokenHeader);
    return ok({ token: signStorefrontToken(customer, world.now()) });
  },
};

function unknownStore({ switches }: World): EmulatedResponse {
  return error(switches.unknownStoreStatus, "Store not found.");
}

function refuseUser(
  { storeHash, email, password }: { storeHash: string; email: string; password: string },
  world: World,
  needsRole = true,
): EmulatedResponse | undefined {
  const store = world.stores.get(storeHash);
  if (store === undefined) return unknownStore(world);
  const user = store.users.find((candidate) => candidate.email.toLowerCase() === email.toLowerCase());
  if (user?.password !== password) return error(400, errorMessages.invalidCredentials);
  return needsRole && user.role === "custom" ? error(400, errorMessages.roleForbidden) : undefined;
}

/** The store that a request's headers authenticate for, or the answer that refuses them. */
function authenticate(request: EmulatedRequest, world: World): Store | EmulatedResponse {
  const { authtoken, "x-auth-token": accessToken, "x-store-hash": storeHash } = request.headers;
  if (authtoken !== undefined) {
    // Documented as having "unexpected results".
    if (storeHash !== undefined) return error(500, "Unexpected X-Store-Hash.");
    const claims = decode(authtoken);
    const store = typeof claims === "string" ? undefined : world.stores.get(claims?.store_hash);
    if (store?.authenticates(authtoken)) return store;
    return error(world.switches.deadTokenStatus, errorMessages.invalidTokenHeader);
  }
  if (accessToken !== undefined && world.switches.acceptsAccessToken) {
    const store = world.stores.get(storeHash ?? "");
    if (store === undefined) return error(500, "Internal Server Error");
    if (store.accessTokens.includes(accessToken)) return store;
  }
  return error(401, errorMessages.invalidTokenHeader);
}
