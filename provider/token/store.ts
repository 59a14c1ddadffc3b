import type { B2bAuthClient, LiveToken } from "../api/client";
import type { StoreCredential } from "../api/credential";
import type { Secret } from "../api/secret";
import { type Authority, withAuthority } from "./authority";
import { type Listing, listAll } from "./listing";
import { NewTokens } from "./new-tokens";
import { NewestTokens } from "./newest-tokens";
import type { TemporaryToken } from "./temporary-token";

/** How long one listing serves the reads of a run, in milliseconds. */
const LISTING_SERVES = 5 * 60_000;

export interface Bounds {
  /** Milliseconds since the epoch. */
  deadline: number;
  signal?: AbortSignal;
}

/**
 * What the resources of one run share about a store, so that 100 of them cost few requests: one listing for all reads,
 * one search for tokens made at the same time, the ids they hold.
 */
export class Store {
  readonly client: B2bAuthClient;
  readonly storeHash: string;
  readonly newest: NewestTokens;
  readonly newTokens: NewTokens;
  temporary: TemporaryToken | undefined;
  readonly lostTemporaryNames = new Set<string>();
  /** Ids of tokens that resources of this run hold, with the value where it is known. */
  readonly held = new Map<number, Secret | undefined>();
  /** What the last whole listing of this run showed, also when it no longer serves: proof that a later id is new. */
  knownIds: ReadonlySet<number> | undefined;
  #listing: { taken: Listing; at: number } | undefined;
  #listers: Promise<unknown> = Promise.resolve();

  constructor(client: B2bAuthClient, storeHash: string) {
    this.client = client;
    this.storeHash = storeHash;
    this.newest = new NewestTokens(client);
    this.newTokens = new NewTokens(this);
  }

  /**
   * A listing of the store, shared by everybody who asks within the same run. One at a time is taken.
   *
   * @param own values to try as credentials before those that other resources hold
   */
  listing(authority: Authority, bounds: Bounds, own: readonly Secret[] = []): Promise<Listing> {
    const mine = this.#listers.then(async () => {
      const { now } = this.client.clock;
      if (this.#listing !== undefined && now() - this.#listing.at < LISTING_SERVES) return this.#listing.taken;
      const at = now();
      const list = async (credential: StoreCredential) =>
        without(await listAll(this.client, credential, bounds), this.temporary?.names);
      const taken = await withAuthority(this, authority, [...own, ...this.heldValues()], list, bounds);
      this.#listing = { taken, at };
      this.knownIds = new Set(taken.tokens.keys());
      return taken;
    });
    this.#listers = mine.catch(() => {});
    return mine;
  }

  /** To be called after every change to the store. */
  forgetListing(): void {
    this.#listing = undefined;
  }

  /** A few of the values at hand that may authenticate, the newest first. */
  heldValues(): Secret[] {
    const values = [...this.held.values()].filter((value) => value !== undefined);
    return values.slice(-MAX_HELD_VALUES_TRIED).reverse();
  }

  hold(id: number, token: Secret | undefined): void {
    this.held.delete(id);
    this.held.set(id, token);
  }

  /** Those of `tokens` that no resource of this run holds. */
  unheld(tokens: Iterable<LiveToken>): LiveToken[] {
    return [...tokens].filter((token) => !this.held.has(token.id));
  }
}

/** Refused values cost a request each. */
const MAX_HELD_VALUES_TRIED = 3;

/** A temporary token is gone again before anyone looks at the listing. */
function without({ tokens, pages }: Listing, names: ReadonlySet<string> | undefined): Listing {
  return names === undefined
    ? { tokens, pages }
    : { tokens: new Map([...tokens].filter(([, { name }]) => !names.has(name))), pages };
}
