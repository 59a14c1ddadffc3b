import type { StoreCredential } from "../api/credential";
import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import type { Store } from "./store";
import { withTemporaryToken } from "./temporary-token";
import { claimsOf } from "./token-value";

/** What a stack was configured with to act on a store; each part is optional. */
export interface Authority {
  /** An `X-Auth-Token` or `authToken` meant for managing tokens. */
  management?: { accessToken: Secret } | { authToken: Secret };
  /** Lets a temporary token be made where nothing else authenticates. */
  user?: { email: string; password: Secret };
}

/**
 * Acts with the first credential that the store accepts: the configured one, else one of `own` (the tokens at hand),
 * else a temporary token made with the user's password and deleted again.
 *
 * @throws B2bError `CREDENTIAL_REFUSED` or `MISSING_CREDENTIALS` when none is left, saying what to configure
 */
export async function withAuthority<T>(
  store: Store,
  authority: Authority,
  own: readonly Secret[],
  act: (credential: StoreCredential) => Promise<T>,
  options: { deadline: number; signal?: AbortSignal },
): Promise<T> {
  const { storeHash } = store;
  const credentials: StoreCredential[] = own.map((authToken) => ({ storeHash, authToken }));
  if (authority.management !== undefined) {
    await checkManagementStore(store, authority.management, options);
    credentials.unshift({ storeHash, ...authority.management });
  }
  let refused: B2bError | undefined;
  for (const credential of credentials) {
    try {
      return await act(credential);
    } catch (error) {
      if (!B2bError.is(error, "CREDENTIAL_REFUSED")) throw error;
      refused = error;
    }
  }
  if (authority.user !== undefined) return withTemporaryToken(store, authority.user, act, options);
  const configure =
    "Configure a second credential: bigcommerce-b2b:accessToken (an X-Auth-Token of the store's API accounts) or " +
    "bigcommerce-b2b:authToken, or an email and a password.";
  if (refused !== undefined) throw new B2bError("CREDENTIAL_REFUSED", `${refused.message} ${configure}`, refused);
  throw new B2bError("MISSING_CREDENTIALS", `Nothing authenticates at store ${storeHash}. ${configure}`);
}

/**
 * An `authToken` acts on the store that it belongs to, whatever store was meant: one of another store would show a
 * list in which every token is "gone", and delete that store's tokens by their id.
 */
async function checkManagementStore(
  store: Store,
  management: NonNullable<Authority["management"]>,
  options: { deadline: number; signal?: AbortSignal },
): Promise<void> {
  if (!("authToken" in management)) return;
  const claimed = claimsOf(management.authToken).storeHash;
  if (claimed === store.storeHash) return;
  if (claimed !== undefined)
    throw new B2bError(
      "STORE_MISMATCH",
      `The configured authToken belongs to another store than ${store.storeHash}. Nothing was changed. Configure one of store ${store.storeHash}.`,
    );
  // The value does not tell; the list that it opens does.
  await store.newest.search({ storeHash: store.storeHash, ...management }, 0, () => true, options);
}
