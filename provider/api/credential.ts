import { Secret } from "./secret";

/** What authenticates a call for a store: an `authToken`, or an `X-Auth-Token` of the store's API accounts. */
export type StoreCredential = {
  readonly storeHash: string;
} & ({ readonly authToken: string | Secret } | { readonly accessToken: string | Secret });

/**
 * The headers of a credential.
 *
 * An `authToken` carries its store hash, and `X-Store-Hash` beside it has "unexpected results"; an `X-Auth-Token` needs
 * it. (BigCommerce, "B2B Edition: Authentication".)
 */
export function credentialHeaders(credential: StoreCredential): Record<string, string> {
  return "authToken" in credential
    ? { authToken: Secret.of(credential.authToken).reveal() }
    : { "X-Auth-Token": Secret.of(credential.accessToken).reveal(), "X-Store-Hash": credential.storeHash };
}
