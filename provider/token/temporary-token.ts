import type { LiveToken } from "../api/client";
import type { StoreCredential } from "../api/credential";
import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import type { Store } from "./store";
import { uniqueName } from "./unique-name";

/** Prefix of the names of temporary tokens, by which an audit knows one that was left behind. */
export const TEMPORARY_PREFIX = "pulumi-temporary";

const MAX_MINTS = 3;
const MAX_LOOKS = 6;
const DELAY_BETWEEN_LOOKS = 500;
/** Milliseconds that cleaning up may take after the deadline of what it cleans up for. */
const GRACE = 30_000;

interface Bounds {
  deadline: number;
  signal?: AbortSignal;
}

/** A temporary token in use. */
export interface TemporaryToken {
  /** Calls that act with it. */
  users: number;
  /** Every name that was sent for it: what a lost answer left bears one of them. */
  names: Set<string>;
  value: Promise<Secret>;
}

/**
 * Makes a token with the user's password, acts with it, and deletes it again, also when the act failed. Calls that run
 * at the same time share one.
 */
export async function withTemporaryToken<T>(
  store: Store,
  user: { email: string; password: Secret },
  act: (credential: StoreCredential) => Promise<T>,
  bounds: Bounds,
): Promise<T> {
  store.temporary ??= mint(store, user, bounds);
  const temporary = store.temporary;
  temporary.users += 1;
  try {
    return await act({ storeHash: store.storeHash, authToken: await temporary.value });
  } finally {
    temporary.users -= 1;
    if (temporary.users === 0) {
      store.temporary = undefined;
      await remove(store, temporary, bounds);
    }
  }
}

function mint(store: Store, user: { email: string; password: Secret }, bounds: Bounds): TemporaryToken {
  const names = new Set(store.lostTemporaryNames);
  store.lostTemporaryNames.clear();
  const make = async (): Promise<Secret> => {
    for (let attempt = 1; ; attempt++) {
      const name = uniqueName(TEMPORARY_PREFIX);
      names.add(name);
      try {
        const request = { storeHash: store.storeHash, ...user, name };
        return (await store.client.createServerToServerToken(request, bounds)).token;
      } catch (error) {
        if (!(error instanceof B2bError)) throw error;
        if (error.effect === "none") names.delete(name);
        if (error.effect === "none" || attempt >= MAX_MINTS || error.code === "CANCELLED") throw error;
      }
    }
  };
  return { users: 0, names, value: make() };
}

async function remove(store: Store, { names, value }: TemporaryToken, bounds: Bounds): Promise<void> {
  const token = await value.catch(() => undefined);
  if (token === undefined) {
    // Nothing to find a lost one with: the next temporary token looks for it too.
    for (const name of names) store.lostTemporaryNames.add(name);
    if (names.size > 0) announceLeft(store, names, "The store did not answer when it was made.");
    return;
  }
  const credential = { storeHash: store.storeHash, authToken: token };
  // What was to be done may have used up its deadline or been cancelled; the token must go nevertheless.
  const grace = { deadline: Math.max(bounds.deadline, store.client.clock.now() + GRACE) };
  try {
    const found = await find(store, credential, names, grace);
    // The one that authenticates goes last.
    found.sort((a, b) => Number(a.token.equals(token)) - Number(b.token.equals(token)));
    for (const { id, name } of found) {
      await store.client.deleteServerToServerToken(credential, id, grace).catch((error: unknown) => {
        if (!B2bError.is(error, "TOKEN_NOT_FOUND")) throw error;
      });
      names.delete(name);
    }
    store.forgetListing();
  } catch (error) {
    announceLeft(store, names, error instanceof B2bError ? error.message : "");
  }
}

function announceLeft(store: Store, names: Set<string>, why: string): void {
  store.client.announce(
    `Store ${store.storeHash}: a temporary token may still be valid: delete ${[...names].join(", ")} in the control panel if it is there. ${why}`,
  );
}

async function find(
  store: Store,
  credential: StoreCredential,
  names: Set<string>,
  bounds: Bounds,
): Promise<LiveToken[]> {
  for (let look = 1; ; look++) {
    const found = new Map<number, LiveToken>();
    const seen = (tokens: LiveToken[]) => {
      for (const token of tokens) if (names.has(token.name)) found.set(token.id, token);
      return found.size >= names.size;
    };
    await store.newest.search(credential, 1, seen, bounds);
    if (found.size > 0) return [...found.values()];
    if (look >= MAX_LOOKS) throw new B2bError("TOKEN_NOT_LISTED", "The store's list does not show it.");
    await store.client.clock.sleep(DELAY_BETWEEN_LOOKS * look);
  }
}
