import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer } from "./answer";
import { type Fault, Faults } from "./faults";
import { handlers } from "./handlers";
import { type EmulatedResponse, error } from "./message";
import { defaultRateLimit, type EmulatedRateLimit, RateLimitWindow } from "./rate-limit";
import { type LoggedRequest, RequestLog } from "./request-log";
import { type RawRequest, route } from "./route";
import { Store, type StoreSettings } from "./store";
import { defaultSwitches, type Switches } from "./switches";

export interface EmulatorOptions {
  /** Default: any free one. */
  port?: number;
  stores?: StoreSettings[];
  switches?: Partial<Switches>;
  rateLimit?: Partial<EmulatedRateLimit>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Called with each request before it is handled: what somebody else does meanwhile. */
  onRequest?: (request: LoggedRequest) => void | Promise<void>;
  /** Milliseconds that the store takes for a request. */
  latency?: number;
}

/**
 * A stand-in for the authentication API of a B2B Edition store, over HTTP on this machine: same endpoints, errors,
 * limits and pages; with a switch for what is not documented, and faults on request. Its log never holds a secret.
 */
export class Emulator {
  readonly stores = new Map<string, Store>();
  readonly switches: Switches;
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  onRequest: EmulatorOptions["onRequest"];
  latency: number;
  /** Most connections that were open at once. */
  peakConnections = 0;
  readonly #server: Server;
  readonly #rateLimit: EmulatedRateLimit;
  readonly #windows = new Map<string, RateLimitWindow>();
  readonly #now: () => number;
  #connections = 0;

  constructor(options: EmulatorOptions) {
    this.switches = { ...defaultSwitches, ...options.switches };
    this.#rateLimit = { ...defaultRateLimit, ...options.rateLimit };
    this.#now = options.now ?? Date.now;
    this.onRequest = options.onRequest;
    this.latency = options.latency ?? 0;
    for (const settings of options.stores ?? []) this.addStore(settings);
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.socket.destroy());
    });
    this.#server.on("connection", (socket) => {
      this.#connections += 1;
      this.peakConnections = Math.max(this.peakConnections, this.#connections);
      socket.on("close", () => {
        this.#connections -= 1;
      });
    });
  }

  /** Base URL, as the client takes it. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/io`;
  }

  addStore(settings: StoreSettings): Store {
    const store = new Store(settings, this.switches, this.#now);
    this.stores.set(store.hash, store);
    return store;
  }

  /** @throws when there is no such store */
  store(hash: string): Store {
    const store = this.stores.get(hash);
    if (store === undefined) throw new Error(`The emulator has no store ${hash}.`);
    return store;
  }

  /** Uses up part of a store's rate limit, as another integration would. */
  spend(hash: string, requests: number): void {
    this.#window(hash).take(this.#now(), requests);
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => resolve());
    });
  }

  /** Ends every connection, also those that hang. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(incoming: IncomingMessage, out: ServerResponse): Promise<void> {
    const raw = await read(incoming);
    const routed = route(raw);
    const logged = describe(raw, "operation" in routed ? routed.operation : "unmatched", this.#now());
    await this.onRequest?.(logged);
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    this.requests.add(logged);
    if (!("operation" in routed)) {
      logged.status = routed.status;
      return answer(out, routed, undefined);
    }

    const fault = this.faults.next(routed.operation, logged);
    if (fault !== undefined) logged.fault = fault.kind;
    const turn = this.#window(logged.storeHash ?? "").take(this.#now());
    let response: EmulatedResponse | undefined;
    if (!turn.allowed) response = error(429, "Too many requests.");
    else if (fault === undefined || fault.processed) response = handlers[routed.operation](routed, this.#world());
    if (fault?.kind === "reset") {
      incoming.socket.destroy();
      return;
    }
    if (fault?.kind === "hang") return; // Until either side closes.
    if (fault?.kind === "answer") response = { ...fault };
    if (response === undefined) throw new Error(`A fault of kind ${fault?.kind} needs an answer.`);
    logged.status = response.status;
    await answer(out, { ...response, headers: { ...turn.headers, ...response.headers } }, fault);
  }

  #world() {
    return { stores: this.stores, switches: this.switches, now: this.#now };
  }

  #window(hash: string): RateLimitWindow {
    let window = this.#windows.get(hash);
    if (window === undefined) {
      window = new RateLimitWindow(this.#rateLimit);
      this.#windows.set(hash, window);
    }
    return window;
  }
}

/** Starts an emulator on 127.0.0.1. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = new Emulator(options);
  await emulator.listen(options.port ?? 0);
  return emulator;
}

async function read(incoming: IncomingMessage): Promise<RawRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
  return {
    method: incoming.method ?? "",
    url: new URL(incoming.url ?? "/", "http://emulator"),
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** What the log keeps of a request: picked by name, so that no secret comes along. */
function describe(raw: RawRequest, operation: LoggedRequest["operation"], at: number): LoggedRequest {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(raw.body);
  } catch {
    // No body, or none that can be read.
  }
  const { authtoken, "x-auth-token": accessToken, "x-store-hash": storeHash } = raw.headers;
  const number = (text: string | null) => (text === null ? undefined : Number(text));
  const auth =
    authtoken !== undefined
      ? storeHash === undefined
        ? "authToken"
        : "authToken with X-Store-Hash"
      : accessToken !== undefined
        ? "accessToken"
        : typeof body.password === "string"
          ? "credentials"
          : "none";
  const known: Partial<LoggedRequest> = {
    storeHash: storeHash ?? (typeof body.storeHash === "string" ? body.storeHash : storeHashOf(authtoken)),
    name: typeof body.name === "string" ? body.name : undefined,
    id: typeof body.id === "number" ? body.id : undefined,
    offset: number(raw.url.searchParams.get("offset")),
    limit: number(raw.url.searchParams.get("limit")),
  };
  for (const key of Object.keys(known) as (keyof LoggedRequest)[]) if (known[key] === undefined) delete known[key];
  return { operation, method: raw.method, path: raw.url.pathname, at, status: 0, auth, ...known };
}

function storeHashOf(authToken: string | undefined): string | undefined {
  const payload = authToken?.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(payload, "base64url").toString("utf8")).store_hash;
  } catch {
    return undefined;
  }
}

export type { Fault, LoggedRequest };
