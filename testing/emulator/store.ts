import { randomBytes } from "node:crypto";
import { sign, verify } from "jsonwebtoken";
import type { Switches } from "./switches";

export interface User {
  email: string;
  password: string;
  /** Only the first two may make tokens. */
  role: "administrator" | "store-owner" | "custom";
}

export interface TokenRecord {
  id: number;
  name: string;
  email: string;
  eventChannel: "app" | "admin" | "api";
  readonly token: string;
  /** List calls that still do not show it. */
  hiddenFor: number;
}

export interface StoreSettings {
  hash: string;
  users?: User[];
  /** Values of `X-Auth-Token`. */
  accessTokens?: string[];
  /** Id of the first token; others count up. */
  firstId?: number;
}

interface Validity {
  beginAt?: number | undefined;
  endAt?: number | undefined;
}

/** A store: its users, and the tokens it would show and honour. */
export class Store {
  readonly hash: string;
  readonly users: User[];
  readonly accessTokens: string[];
  /** Taken back values, where they can still be told from never valid ones only by being here. */
  readonly #deadValues = new Set<string>();
  readonly #records = new Map<number, TokenRecord>();
  /** How many records bear a value. */
  readonly #bearers = new Map<string, number>();
  readonly #secret = randomBytes(32).toString("hex");
  readonly #switches: Switches;
  readonly #now: () => number;
  #nextId: number;
  #jwtCount = 0;

  constructor(settings: StoreSettings, switches: Switches, now: () => number) {
    this.hash = settings.hash;
    this.users = [...(settings.users ?? [])];
    this.accessTokens = [...(settings.accessTokens ?? [])];
    this.#nextId = settings.firstId ?? 1001;
    this.#switches = switches;
    this.#now = now;
  }

  /** Every record, in order of id. */
  get tokens(): TokenRecord[] {
    return [...this.#records.values()];
  }

  /** Those that still authenticate. */
  live(): TokenRecord[] {
    return this.tokens.filter((record) => this.authenticates(record.token));
  }

  token(id: number): TokenRecord | undefined {
    return this.#records.get(id);
  }

  create(
    fields: { name: string; email: string; eventChannel?: TokenRecord["eventChannel"] } & Validity,
    lag = this.#switches.listLag,
  ): TokenRecord {
    const { name, email, eventChannel = "api" } = fields;
    let token: string | undefined;
    const value = () => {
      token ??= this.#sign(email, fields);
      return token;
    };
    const record: TokenRecord = {
      id: this.#nextId++,
      name,
      email,
      eventChannel,
      // Signed when first looked at: a store of 10,000 is made at once.
      get token() {
        return value();
      },
      hiddenFor: lag,
    };
    this.#records.set(record.id, record);
    if (this.#switches.tokenValues === "shared") {
      this.#deadValues.delete(record.token);
      this.#bearers.set(record.token, (this.#bearers.get(record.token) ?? 0) + 1);
    }
    return record;
  }

  /** Makes `count` tokens of somebody else's. */
  seed(count: number, email = "somebody-else@example.com"): void {
    for (let i = 0; i < count; i++) this.create({ name: `other-${i}`, email, eventChannel: "admin" }, 0);
  }

  /** Deletes a record; whether its value dies with it is a switch where values are shared. */
  delete(id: number): boolean {
    const record = this.#records.get(id);
    if (record === undefined) return false;
    this.#records.delete(id);
    const bearers = (this.#bearers.get(record.token) ?? 1) - 1;
    this.#bearers.set(record.token, bearers);
    if (bearers <= 0 || this.#switches.sharedValueDies === "with-any-record") this.#deadValues.add(record.token);
    return true;
  }

  rename(id: number, name: string): void {
    const record = this.#records.get(id);
    if (record !== undefined) record.name = name;
  }

  /** Gives a record another value, as a store might after a leak. The old one is dead. */
  changeValue(id: number): void {
    const record = this.#records.get(id);
    if (record === undefined) return;
    this.#deadValues.add(record.token);
    const token = this.#sign(record.email, {}, true);
    this.#records.set(id, { ...record, token });
  }

  /** Kills a value whose record stays listed. */
  killValue(id: number): void {
    const record = this.#records.get(id);
    if (record !== undefined) this.#deadValues.add(record.token);
  }

  /** Whether an `authToken` is this store's, alive and in its period of validity. */
  authenticates(token: string): boolean {
    if (this.#deadValues.has(token)) return false;
    try {
      verify(token, this.#secret, { algorithms: ["HS256"], clockTimestamp: Math.floor(this.#now() / 1000) });
      return true;
    } catch {
      return false;
    }
  }

  /** What the list shows now; counts as one list call for tokens that the list lags behind with. */
  listed(): TokenRecord[] {
    const visible: TokenRecord[] = [];
    for (const record of this.#records.values()) {
      if (record.hiddenFor > 0) record.hiddenFor -= 1;
      else if (this.#switches.keepsExpired || this.authenticates(record.token)) visible.push(record);
    }
    if (this.#switches.order === "newest-first") return visible.reverse();
    if (this.#switches.order === "shuffled") return visible.sort((a, b) => scatter(a.id) - scatter(b.id));
    return visible;
  }

  #sign(email: string, { beginAt, endAt }: Validity, anew = false): string {
    const own = anew || this.#switches.tokenValues === "unique";
    const claims = {
      email,
      store_hash: this.hash,
      db: "b2b",
      ...(own ? { jti: `${this.hash}-${++this.#jwtCount}`, iat: Math.floor(this.#now() / 1000) } : {}),
      ...(this.#switches.honoursValidity && beginAt !== undefined ? { nbf: beginAt } : {}),
      ...(this.#switches.honoursValidity && endAt !== undefined ? { exp: endAt } : {}),
    };
    return sign(claims, this.#secret, { algorithm: "HS256", noTimestamp: true });
  }
}

/** A fixed shuffle: the same order at every call. */
function scatter(id: number): number {
  return Math.imul(id, 2654435761) >>> 0;
}
