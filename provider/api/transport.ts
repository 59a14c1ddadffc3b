import type { Agent, Dispatcher, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "./base-url";
import { B2bError } from "./errors";

/** Milliseconds, except where the name says bytes. */
export interface TransportLimits {
  connectTimeout: number;
  headersTimeout: number;
  /** Longest pause between two pieces of an answer. */
  bodyTimeout: number;
  /** Longest time of a call in all, so that an answer that drips ends too. */
  totalTimeout: number;
  maxResponseBytes: number;
  /** Open connections to one host. */
  connections: number;
}

export const defaultTransportLimits: TransportLimits = {
  connectTimeout: 10_000,
  headersTimeout: 30_000,
  bodyTimeout: 15_000,
  totalTimeout: 60_000,
  maxResponseBytes: 4 * 1024 * 1024,
  connections: 32,
};

export interface HttpRequest {
  method: "GET" | "POST" | "DELETE";
  url: URL;
  headers: Record<string, string>;
  body?: string;
  /** Bound on the whole call, in milliseconds; the transport's own when that is shorter. */
  timeout?: number;
  signal?: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/**
 * Sends requests over undici: connections are reused, redirects are not followed, proxy environment variables are
 * honoured (never for loopback), answers are bounded in time and size.
 */
export class Transport {
  readonly #limits: TransportLimits;
  #direct: Agent | undefined;
  #proxied: EnvHttpProxyAgent | undefined;

  constructor(limits: Partial<TransportLimits> = {}) {
    this.#limits = { ...defaultTransportLimits, ...limits };
  }

  /** @throws B2bError `UNREACHABLE`, `TIMEOUT`, `UNEXPECTED_RESPONSE` (too large), `CANCELLED`; its `effect` tells whether the store may have acted */
  send(request: HttpRequest): Promise<HttpResponse> {
    const { promise, resolve, reject } = withResolvers<HttpResponse>();
    const chunks: Buffer[] = [];
    let size = 0;
    let answer: Omit<HttpResponse, "body"> | undefined;
    let controller: Dispatcher.DispatchController | undefined;
    let failure: B2bError | undefined;

    const fail = (error: B2bError): void => {
      if (failure !== undefined) return;
      failure = error;
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", onAbort);
      controller?.abort(error);
      reject(error);
    };
    // The request is written only once a connection stands and it is its turn: an error before that means that the
    // store has not seen it.
    const effect = () => (controller === undefined ? "none" : "unknown");
    const onAbort = () => fail(new B2bError("CANCELLED", "The call was cancelled.", { effect: effect() }));
    const timeout = Math.max(0, Math.min(this.#limits.totalTimeout, request.timeout ?? Number.POSITIVE_INFINITY));
    const timer = setTimeout(() => {
      fail(
        new B2bError("TIMEOUT", `The store did not finish its answer within ${timeout / 1000} s.`, {
          effect: effect(),
        }),
      );
    }, timeout);

    if (request.signal?.aborted) {
      onAbort();
      return promise;
    }
    request.signal?.addEventListener("abort", onAbort, { once: true });
    this.#dispatcherFor(request.url).dispatch(
      {
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        method: request.method,
        headers: request.headers,
        body: request.body,
        headersTimeout: this.#limits.headersTimeout,
        bodyTimeout: this.#limits.bodyTimeout,
      },
      {
        onRequestStart: (current) => {
          if (failure !== undefined) return current.abort(failure);
          controller = current;
        },
        onResponseStart: (_, status, headers) => {
          answer = { status, headers };
        },
        onResponseData: (_, chunk) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > this.#limits.maxResponseBytes) {
            chunks.length = 0;
            fail(
              new B2bError("UNEXPECTED_RESPONSE", `The answer is larger than ${this.#limits.maxResponseBytes} bytes.`, {
                effect: effect(),
                status: answer?.status,
              }),
            );
          }
        },
        onResponseEnd: () => {
          if (failure !== undefined || answer === undefined) return;
          clearTimeout(timer);
          request.signal?.removeEventListener("abort", onAbort);
          resolve({ ...answer, body: Buffer.concat(chunks).toString("utf8") });
        },
        onResponseError: (_, error) => fail(connectionError(error, effect(), request.url)),
      },
    );
    return promise;
  }

  async close(): Promise<void> {
    await Promise.all([this.#direct?.close(), this.#proxied?.close()]);
  }

  #dispatcherFor(url: URL): Dispatcher {
    // undici takes longer to load than all the rest; what only checks and diffs never needs it.
    const undici: typeof import("undici") = require("undici");
    const options = { connections: this.#limits.connections, connect: { timeout: this.#limits.connectTimeout } };
    if (isLoopback(url)) {
      this.#direct ??= new undici.Agent(options);
      return this.#direct;
    }
    this.#proxied ??= new undici.EnvHttpProxyAgent(options);
    return this.#proxied;
  }
}

/** Neither the error of undici nor its cause is kept: a parser error carries the bytes of the answer. */
function connectionError(error: Error, effect: B2bError["effect"], url: URL): B2bError {
  const { code, statusCode } = error as Error & { code?: string; statusCode?: number };
  const reason = typeof code === "string" && /^[A-Z0-9_]{1,64}$/.test(code) ? code : "CONNECTION_FAILED";
  const details = { effect, reason };
  if (reason === "UND_ERR_CONNECT_TIMEOUT" || reason === "UND_ERR_HEADERS_TIMEOUT" || reason === "UND_ERR_BODY_TIMEOUT")
    return new B2bError("TIMEOUT", `${url.host} did not answer in time (${reason}).`, details);
  if (effect === "unknown")
    return new B2bError(
      "UNREACHABLE",
      `The connection to ${url.host} broke before the answer was complete (${reason}).`,
      details,
    );
  const proxy = statusCode === undefined ? "" : ` The proxy answered ${statusCode}.`;
  return new B2bError(
    "UNREACHABLE",
    `${url.host} could not be reached (${reason}).${proxy} Check the network, the proxy settings and the base URL.`,
    details,
  );
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((...settle) => {
    [resolve, reject] = settle;
  });
  return { promise, resolve, reject };
}
