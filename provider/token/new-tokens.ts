import type { LiveToken } from "../api/client";
import type { StoreCredential } from "../api/credential";
import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import { type Authority, withAuthority } from "./authority";
import type { Bounds, Store } from "./store";
import { isMasked } from "./token-value";

/** A token whose id is sought. */
export interface NewToken {
  name: string;
  nameIsUnique: boolean;
  email: string;
  token: Secret;
}

interface Seeker extends NewToken {
  authority: Authority;
  bounds: Bounds;
  looks: number;
  found: (token: LiveToken) => void;
  failed: (error: unknown) => void;
}

/** Milliseconds without a new token after which those made so far are looked up together. */
const QUIET = 25;
/** Milliseconds that the first of them waits at the most. */
const LONGEST_WAIT = 1_000;
const MAX_LOOKS = 7;
const FIRST_DELAY = 400;

/**
 * Finds the ids of new tokens: the answer to a create has none, so they are looked up in the store's list, by value and
 * name. Tokens made at the same time are looked up together.
 */
export class NewTokens {
  readonly #store: Store;
  readonly #seekers = new Set<Seeker>();
  #making = 0;
  #firstAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Runs a create; the look-up of other tokens waits for it, within bounds, to include its token. */
  async making<T>(create: () => Promise<T>): Promise<T> {
    this.#making += 1;
    clearTimeout(this.#timer);
    try {
      return await create();
    } finally {
      this.#making -= 1;
      this.#schedule();
    }
  }

  /**
   * Finds a token in the store's list.
   *
   * @throws B2bError `TOKEN_NOT_LISTED`, `AMBIGUOUS_TOKEN`, and what listing throws
   */
  find(token: NewToken, authority: Authority, bounds: Bounds): Promise<LiveToken> {
    return new Promise((found, failed) => {
      if (this.#seekers.size === 0) this.#firstAt = performance.now();
      this.#seekers.add({ ...token, authority, bounds, looks: 0, found, failed });
      this.#schedule();
    });
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#seekers.size === 0) return;
    const waited = performance.now() - this.#firstAt;
    if (this.#making > 0 && waited < LONGEST_WAIT) return;
    this.#timer = setTimeout(() => this.#lookUp(), QUIET);
  }

  async #lookUp(): Promise<void> {
    const seekers = new Set(this.#seekers);
    this.#seekers.clear();
    const [first] = seekers;
    if (first === undefined) return;
    try {
      const own = [...seekers].map((seeker) => seeker.token);
      await withAuthority(
        this.#store,
        first.authority,
        own,
        (credential) => this.#search(credential, seekers, first.bounds),
        first.bounds,
      );
    } catch (error) {
      for (const seeker of seekers) seeker.failed(error);
      return;
    }
    for (const seeker of seekers) void this.#lookAgain(seeker);
  }

  async #search(credential: StoreCredential, seekers: Set<Seeker>, bounds: Bounds): Promise<void> {
    const listed = new Map<number, LiveToken>();
    const seen = (tokens: LiveToken[]) => {
      for (const token of tokens) listed.set(token.id, token);
      for (const seeker of seekers) {
        const match = this.#match(seeker, listed.values());
        if (match === undefined) continue;
        seekers.delete(seeker);
        this.#store.hold(match.id, seeker.token);
        seeker.found(match);
      }
      return seekers.size === 0;
    };
    await this.#store.newest.search(credential, seekers.size, seen, bounds);
  }

  /** By value and name; by name alone where the store masks its values. */
  #match(seeker: NewToken, listed: Iterable<LiveToken>): LiveToken | undefined {
    const named = this.#store.unheld(listed).filter((token) => token.name === seeker.name);
    const matches = named.filter((token) => token.token.equals(seeker.token) || isMasked(token.token));
    if (matches.length <= 1 || seeker.nameIsUnique) return matches[0];
    throw new B2bError(
      "AMBIGUOUS_TOKEN",
      `The new token cannot be told from others of the same name and value: ids ${matches.map(({ id }) => id).join(", ")}. ` +
        "Leave `name` out, so that a unique one is made.",
    );
  }

  /** A list may lag behind: a token that it does not show yet is looked for again. */
  async #lookAgain(seeker: Seeker): Promise<void> {
    const { clock } = this.#store.client;
    seeker.looks += 1;
    const delay = FIRST_DELAY * 2 ** seeker.looks;
    if (seeker.looks >= MAX_LOOKS || clock.now() + delay > seeker.bounds.deadline) {
      seeker.failed(new B2bError("TOKEN_NOT_LISTED", "The store's list does not show the new token."));
      return;
    }
    await clock.sleep(delay, seeker.bounds.signal).catch(() => {});
    if (this.#seekers.size === 0) this.#firstAt = performance.now();
    this.#seekers.add(seeker);
    this.#schedule();
  }
}
