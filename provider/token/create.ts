import type { LiveToken } from "../api/client";
import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import type { Authority } from "./authority";
import { type HeldToken, IncompleteTokenError } from "./held-token";
import { reconcile } from "./reconcile";
import type { Bounds, Store } from "./store";
import { isMasked } from "./token-value";

export interface TokenRequest {
  name: string;
  /** Whether the name was made unique by this provider. */
  nameIsUnique: boolean;
  email: string;
  password: Secret;
  authority: Authority;
}

/** A token that exists, with its value. */
export interface OwnedToken extends LiveToken {
  /** See `HeldToken`. */
  unproven?: boolean;
}

/** POSTs for one token: a second one only after the store's list has shown that the first made none. */
const MAX_POSTS = 3;

/**
 * Makes a token and learns its id. A token that was made is never forgotten.
 *
 * @throws IncompleteTokenError when a token exists, or may, that could not be completed: the state must hold it
 * @throws B2bError when the store holds no more than before
 */
export async function createToken(store: Store, request: TokenRequest, bounds: Bounds): Promise<OwnedToken> {
  const held: HeldToken = { name: request.name, nameIsUnique: request.nameIsUnique, email: request.email };
  return postUntilCertain(store, request, held, bounds);
}

/** Finishes a token that an earlier create left incomplete: finds its id, its value, or makes it where it was not made. */
export async function completeToken(
  store: Store,
  held: HeldToken,
  request: TokenRequest,
  bounds: Bounds,
): Promise<OwnedToken> {
  if (held.token !== undefined) return learnIdAlone(store, { ...held, token: held.token }, request.authority, bounds);
  const found = await reconcileOrHold(store, held, request.authority, bounds);
  return found ?? postUntilCertain(store, request, held, bounds);
}

async function postUntilCertain(
  store: Store,
  request: TokenRequest,
  held: HeldToken,
  bounds: Bounds,
): Promise<OwnedToken> {
  const { name, email, password } = request;
  for (let post = 1; ; post++) {
    let created: { token: Secret };
    try {
      const create = () =>
        store.client.createServerToServerToken({ storeHash: store.storeHash, email, password, name }, bounds);
      created = await store.newTokens.making(create);
    } catch (error) {
      if (!(error instanceof B2bError)) throw error;
      if (error.effect === "none")
        throw error.because(`Token "${name}" was not made; store ${store.storeHash} is as before.`);
      const found = await reconcileOrHold(store, held, request.authority, bounds, error);
      if (found !== undefined) return found;
      if (post < MAX_POSTS) continue;
      throw error.because(`Token "${name}" was not made in ${MAX_POSTS} tries; store ${store.storeHash} is as before.`);
    }
    const made = { ...held, token: created.token };
    return post === 1
      ? learnId(store, made, request.authority, bounds)
      : learnIdAlone(store, made, request.authority, bounds);
  }
}

async function learnId(
  store: Store,
  held: HeldToken & { token: Secret },
  authority: Authority,
  bounds: Bounds,
): Promise<OwnedToken> {
  try {
    const listed = await store.newTokens.find(held, authority, bounds);
    store.forgetListing();
    return { ...listed, token: held.token };
  } catch (error) {
    if (!(error instanceof B2bError)) throw error;
    throw new IncompleteTokenError(
      error.code,
      `Token "${held.name}" was made on store ${store.storeHash}, but its id could not be learnt: ${error.message} ` +
        "The state holds the token with its value. The next `pulumi up` or `pulumi refresh` completes it; `pulumi destroy` deletes it.",
      held,
      error,
    );
  }
}

async function reconcileOrHold(
  store: Store,
  held: HeldToken,
  authority: Authority,
  bounds: Bounds,
  lost?: B2bError,
): Promise<OwnedToken | undefined> {
  try {
    const found = await reconcile(store, held, authority, bounds);
    // A value that the list masks is lost for good; what bears our unique name can be removed and made anew.
    if (found !== undefined && isMasked(found.token))
      throw new B2bError("OUTCOME_UNKNOWN", `The store lists token ${found.id} without its value.`);
    return found;
  } catch (error) {
    if (!(error instanceof B2bError)) throw error;
    throw new IncompleteTokenError(
      "OUTCOME_UNKNOWN",
      `Whether token "${held.name}" was made on store ${store.storeHash} is not known${lost ? `: ${lost.message}` : "."} ` +
        `The store's list could not settle it: ${error.message} The state holds the name. ` +
        "The next `pulumi up` or `pulumi refresh` looks again; in the control panel, look for the name.",
      held,
      error,
    );
  }
}

/**
 * As `learnId`; and whatever else bears our unique name, left by a POST whose answer was lost, is deleted. While that
 * fails the token counts as incomplete.
 */
async function learnIdAlone(
  store: Store,
  held: HeldToken & { token: Secret },
  authority: Authority,
  bounds: Bounds,
): Promise<OwnedToken> {
  const token = await learnId(store, held, authority, bounds);
  if (!held.nameIsUnique) return token;
  try {
    await reconcile(store, held, authority, bounds, token.id);
    return token;
  } catch (error) {
    if (!(error instanceof B2bError)) throw error;
    throw new IncompleteTokenError(
      "OUTCOME_UNKNOWN",
      `Token "${held.name}" was made on store ${store.storeHash}; whether a second one of this name is left from an ` +
        `answer that was lost is not known: ${error.message} The next \`pulumi up\` looks again.`,
      held,
      error,
    );
  }
}
