import { DEFAULT_BASE_URL, parseBaseUrl } from "./base-url";
import { type Clock, systemClock } from "./clock";
import { contract, type Endpoint, type OkBody, type Operation } from "./contract";
import { credentialHeaders, type StoreCredential } from "./credential";
import { B2bError } from "./errors";
import { readRateLimitHeaders } from "./rate-limit-headers";
import { type RateLimit, RateLimiter } from "./rate-limiter";
import { refusal, requestId } from "./refusal";
import { Secret } from "./secret";
import { type HttpResponse, Transport, type TransportLimits } from "./transport";
import { version } from "./version";

export interface ClientOptions {
  /** Default: the documented base URL. HTTPS, or this machine. */
  baseUrl?: string;
  /** Bound on one operation in all, waits for the rate limit and retries included, in milliseconds. Default: 10 minutes. */
  requestTimeout?: number;
  rateLimit?: Partial<RateLimit>;
  transport?: Partial<TransportLimits>;
  clock?: Clock;
  /** 0 (inclusive) to 1. */
  random?: () => number;
  /** Takes notices such as "waiting 30 s for the rate limit". Default: standard error. */
  announce?: (message: string) => void;
}

export interface CallOptions {
  /** When the operation must have ended, in milliseconds since the epoch. */
  deadline?: number;
  signal?: AbortSignal;
}

export interface NewToken {
  storeHash: string;
  email: string;
  password: string | Secret;
  name: string;
  /** Begin and end of a fixed validity period, in Unix seconds. */
  beginAt?: number;
  endAt?: number;
}

/** A server-to-server token as the store lists it. */
export interface LiveToken {
  id: number;
  name: string;
  email: string;
  storeHash: string;
  /** The value; some stores may mask it. */
  token: Secret;
  /** `app`, `admin` or `api`. */
  eventChannel: string;
}

export interface TokenPage {
  tokens: LiveToken[];
  /** Tokens of the store in all, not only on this page. */
  totalCount: number;
}

const DEFAULT_REQUEST_TIMEOUT = 10 * 60_000;
/** Tries of a request that failed for a passing reason. */
const MAX_TRIES = 5;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 8_000;

interface Call<O extends Operation> extends CallOptions {
  operation: O;
  storeHash: string;
  headers?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: Record<string, unknown>;
  secrets: readonly Secret[];
}

/**
 * The authentication endpoints of the B2B Edition API: paced by the store's rate limit, retried where that is safe,
 * every answer checked against the contract before anyone sees it.
 *
 * @see https://developer.bigcommerce.com/b2b-edition/apis/rest-management/authentication
 */
export class B2bAuthClient {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly announce: (message: string) => void;
  readonly #requestTimeout: number;
  readonly #rateLimit: Partial<RateLimit>;
  readonly #transport: Transport;
  readonly #limiters = new Map<string, RateLimiter>();

  /** @throws B2bError `INVALID_INPUT` for an unusable base URL */
  constructor(options: ClientOptions = {}) {
    this.baseUrl = parseBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.announce = options.announce ?? ((message) => process.stderr.write(`${message}\n`));
    this.#requestTimeout = options.requestTimeout ?? DEFAULT_REQUEST_TIMEOUT;
    this.#rateLimit = options.rateLimit ?? {};
    this.#transport = new Transport(options.transport);
  }

  /** The deadline of an operation that starts now, in milliseconds since the epoch. */
  deadline(): number {
    return this.clock.now() + this.#requestTimeout;
  }

  /**
   * `POST /auth/backend`. Sent again only when the store provably did not act on it.
   *
   * @throws B2bError; with `effect: "unknown"` the token may exist
   */
  async createServerToServerToken(
    token: NewToken,
    options: CallOptions = {},
  ): Promise<{ name: string; token: Secret }> {
    const password = Secret.of(token.password);
    const answer = await this.#call({
      ...options,
      operation: "createServerToServerToken",
      storeHash: token.storeHash,
      body: { ...token, password: password.reveal() },
      secrets: [password],
    });
    const [created] = answer.data;
    if (created === undefined)
      throw new B2bError("UNEXPECTED_RESPONSE", "The answer holds no token.", { effect: "unknown" });
    return { name: created.name, token: new Secret(created.token) };
  }

  /**
   * `GET /backend/tokens`: one page of the store's server-to-server tokens.
   *
   * @param page `limit` 1 to 250 tokens, `offset` from 0
   */
  async listServerToServerTokens(
    credential: StoreCredential,
    page: { limit: number; offset: number },
    options: CallOptions = {},
  ): Promise<TokenPage> {
    const answer = await this.#call({
      ...options,
      operation: "listServerToServerTokens",
      ...authenticated(credential),
      query: page,
    });
    return {
      tokens: answer.data.map(({ id, name, email, storeHash, token, eventChannel }) => ({
        id,
        name,
        email,
        storeHash,
        token: new Secret(token),
        eventChannel,
      })),
      totalCount: answer.meta.pagination.totalCount,
    };
  }

  /**
   * `DELETE /auth/backend`, with the id in the body.
   *
   * @throws B2bError `TOKEN_NOT_FOUND` when the store has no token of this id
   */
  async deleteServerToServerToken(credential: StoreCredential, id: number, options: CallOptions = {}): Promise<void> {
    await this.#call({
      ...options,
      operation: "deleteServerToServerToken",
      ...authenticated(credential),
      body: { id },
    });
  }

  /** Closes the connections. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  async #call<O extends Operation>(call: Call<O>): Promise<OkBody<O>> {
    const endpoint: Endpoint = contract[call.operation];
    const deadline = call.deadline ?? this.deadline();
    const body = call.body && checkInput(endpoint.body, call.body);
    const query = call.query && checkInput(endpoint.query, call.query);
    const url = new URL(this.baseUrl + endpoint.path);
    for (const [key, value] of Object.entries(query ?? {})) url.searchParams.set(key, String(value));
    const secrets = call.secrets.map((secret) => secret.reveal());

    for (let attempt = 1; ; attempt++) {
      const turn = await this.#limiter(call.storeHash).turn(deadline, call.signal);
      let failure: B2bError;
      let response: HttpResponse | undefined;
      try {
        response = await this.#transport.send({
          method: endpoint.method,
          url,
          headers: {
            accept: "application/json",
            "user-agent": `pulumi-bigcommerce-b2b/${version} node/${process.versions.node}`,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...call.headers,
          },
          body: body === undefined ? undefined : JSON.stringify(body),
          timeout: deadline - this.clock.now(),
          signal: call.signal,
        });
        if (response.status === 200) return parseOk(endpoint, response) as OkBody<O>;
        failure = refusal(call.operation, response, secrets);
      } catch (error) {
        if (!(error instanceof B2bError)) throw error;
        failure = error;
      } finally {
        turn.end(response && { status: response.status, report: readRateLimitHeaders(response.headers) });
      }
      if (failure.code === "RATE_LIMITED") continue; // The limiter waits, and gives up at the deadline.
      if (!mayRetry(endpoint, failure) || attempt >= MAX_TRIES) throw failure;
      const delay = this.random() * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt);
      if (this.clock.now() + delay >= deadline) throw failure;
      await this.clock.sleep(delay, call.signal).catch(() => {});
    }
  }

  #limiter(storeHash: string): RateLimiter {
    let limiter = this.#limiters.get(storeHash);
    if (limiter === undefined) {
      limiter = new RateLimiter(storeHash, this.#rateLimit, this);
      this.#limiters.set(storeHash, limiter);
    }
    return limiter;
  }
}

function authenticated(credential: StoreCredential) {
  const secret = "authToken" in credential ? credential.authToken : credential.accessToken;
  return { storeHash: credential.storeHash, headers: credentialHeaders(credential), secrets: [Secret.of(secret)] };
}

const retriableStatus = new Set([500, 502, 503, 504]);

/** A POST is sent again only when it never reached the store; a GET or DELETE also when the fault passes. */
function mayRetry(endpoint: Endpoint, failure: B2bError): boolean {
  if (failure.code === "CANCELLED") return false;
  if (failure.status !== undefined) return endpoint.method !== "POST" && retriableStatus.has(failure.status);
  if (failure.code !== "UNREACHABLE" && failure.code !== "TIMEOUT") return false;
  return endpoint.method !== "POST" || failure.effect === "none";
}

function checkInput(schema: Endpoint["body"], input: Record<string, unknown>): Record<string, unknown> {
  const result = schema?.safeParse(input);
  if (result?.success) return result.data as Record<string, unknown>;
  const issue = result?.error?.issues[0];
  throw new B2bError("INVALID_INPUT", `\`${issue?.path.join(".")}\` cannot be sent to the store: ${issue?.code}.`);
}

function parseOk(endpoint: Endpoint, response: HttpResponse): unknown {
  const unexpected = (what: string) =>
    new B2bError("UNEXPECTED_RESPONSE", `The store's answer ${what}.`, {
      effect: "unknown",
      status: response.status,
      requestId: requestId(response),
    });
  let json: unknown;
  try {
    json = JSON.parse(response.body);
  } catch {
    throw unexpected(/^\s*</.test(response.body) ? "is HTML where JSON belongs" : "is not valid JSON");
  }
  const result = endpoint.ok.safeParse(json);
  if (result.success) return result.data;
  // The path of the field, never its value.
  const paths = result.error.issues.map((issue) => issue.path.join(".") || "(whole)");
  throw unexpected(`lacks or has a wrong value at: ${[...new Set(paths)].slice(0, 5).join(", ")}`);
}
