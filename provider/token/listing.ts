import type { B2bAuthClient, CallOptions, LiveToken } from "../api/client";
import { MAX_PAGE_SIZE } from "../api/contract";
import type { StoreCredential } from "../api/credential";
import { B2bError } from "../api/errors";
import { printable } from "../api/printable";

/** Every token of a store at one moment. */
export interface Listing {
  tokens: ReadonlyMap<number, LiveToken>;
  pages: number;
}

const MAX_TRIES = 4;
const DELAY_BETWEEN_TRIES = 500;

/**
 * Lists every token of a store, page by page. Only a listing that is whole is returned: every page as long as the total
 * dictates, the same total on each, no id twice. A store that changes meanwhile is listed again.
 *
 * @throws B2bError `LISTING_INCOMPLETE` when no try gave a whole listing, `STORE_MISMATCH` when the credential is
 *   another store's, and what the client throws
 */
export async function listAll(
  client: B2bAuthClient,
  credential: StoreCredential,
  options: CallOptions,
): Promise<Listing> {
  let problem = "";
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const result = await tryToListAll(client, credential, options);
    if (typeof result !== "string") return result;
    problem = result;
    if (attempt < MAX_TRIES)
      await client.clock.sleep(DELAY_BETWEEN_TRIES * attempt * (0.5 + client.random()), options.signal);
  }
  throw new B2bError(
    "LISTING_INCOMPLETE",
    `The store's list of tokens was not whole in ${MAX_TRIES} tries (${problem}). What is missing from such a list is not taken as deleted. Run again.`,
  );
}

async function tryToListAll(
  client: B2bAuthClient,
  credential: StoreCredential,
  options: CallOptions,
): Promise<Listing | string> {
  const tokens = new Map<number, LiveToken>();
  let total: number | undefined;
  let offset = 0;
  let pages = 0;
  do {
    const page = await client.listServerToServerTokens(credential, { limit: MAX_PAGE_SIZE, offset }, options);
    pages += 1;
    total ??= page.totalCount;
    if (page.totalCount !== total) return `it changed from ${total} to ${page.totalCount} tokens between pages`;
    const expected = Math.min(MAX_PAGE_SIZE, total - offset);
    if (page.tokens.length !== expected) return `a page held ${page.tokens.length} tokens instead of ${expected}`;
    for (const token of page.tokens) {
      checkStore(token, credential.storeHash);
      if (tokens.has(token.id)) return `token ${token.id} was listed twice`;
      tokens.set(token.id, token);
    }
    offset += MAX_PAGE_SIZE;
  } while (offset < total);
  // An authToken is itself a token of the store: its list cannot be empty.
  if (tokens.size === 0 && "authToken" in credential) return "it does not even show the token that asked for it";
  return { tokens, pages };
}

/** @throws B2bError `STORE_MISMATCH` when a listed token belongs to another store than the one asked for */
export function checkStore(token: LiveToken, storeHash: string): void {
  if (token.storeHash === storeHash) return;
  throw new B2bError(
    "STORE_MISMATCH",
    `The credential that lists tokens belongs to store ${printable(token.storeHash)}, not to ${storeHash}. Nothing was changed. Configure an accessToken or authToken of store ${storeHash}.`,
  );
}
