import type { LiveToken } from "../api/client";
import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import type { Authority } from "./authority";
import type { OwnedToken } from "./create";
import type { HeldToken } from "./held-token";
import { reconcile } from "./reconcile";
import type { Bounds, Store } from "./store";
import { isMasked } from "./token-value";

/**
 * Reads a token from the store's list.
 *
 * @returns the token with its present value, or nothing when the store no longer has it
 * @throws B2bError when the store could not tell; a token is only gone when a whole listing does not show it
 */
export async function readToken(
  store: Store,
  held: HeldToken,
  authority: Authority,
  bounds: Bounds,
): Promise<OwnedToken | undefined> {
  if (held.tokenId === undefined) return readIncomplete(store, held, authority, bounds);
  const id = held.tokenId;
  store.hold(id, held.token);
  const listing = await store.listing(authority, bounds);
  let listed = listing.tokens.get(id);
  if (listed === undefined && listing.pages > 1) {
    // Between two pages one token may be deleted and another made: the total is right, yet one was skipped.
    store.forgetListing();
    listed = (await store.listing(authority, bounds)).tokens.get(id);
  }
  if (listed === undefined) {
    store.held.delete(id);
    return undefined;
  }
  const token = currentValue(listed, held.token);
  store.hold(id, token);
  return { ...listed, token };
}

async function readIncomplete(
  store: Store,
  held: HeldToken,
  authority: Authority,
  bounds: Bounds,
): Promise<OwnedToken | undefined> {
  const { token } = held;
  if (token === undefined) return reconcile(store, held, authority, bounds);
  const listed = await store.newTokens.find({ ...held, token }, authority, bounds);
  return { ...listed, token };
}

/** A masked value never overwrites a held one. */
function currentValue(listed: LiveToken, held: Secret | undefined): Secret {
  if (!isMasked(listed.token)) return listed.token;
  if (held !== undefined) return held;
  throw new B2bError("UNEXPECTED_RESPONSE", `The store lists token ${listed.id} without its value.`);
}
