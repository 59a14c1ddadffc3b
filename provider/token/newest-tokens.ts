import type { B2bAuthClient, CallOptions, LiveToken } from "../api/client";
import { MAX_PAGE_SIZE } from "../api/contract";
import type { StoreCredential } from "../api/credential";
import { checkStore } from "./listing";

/** Room that a page leaves for tokens that others make meanwhile, in tokens. */
const ROOM_FOR_OTHERS = 50;

/**
 * Reads the pages on which new tokens stand, and remembers which these are: the order of the list is not documented,
 * so it is learnt from where new tokens are found.
 */
export class NewestTokens {
  readonly #client: B2bAuthClient;
  #order: "newest first" | "oldest first" | undefined;
  #total: number | undefined;

  constructor(client: B2bAuthClient) {
    this.#client = client;
  }

  /**
   * Lists pages, the likeliest first, until every sought token is seen or there are none left.
   *
   * @param seen takes a page's tokens; returns whether everything sought has been found
   * @param made how many tokens were made since the last call, at least
   */
  async search(
    credential: StoreCredential,
    made: number,
    seen: (tokens: LiveToken[]) => boolean,
    options: CallOptions,
  ): Promise<void> {
    const read = new Set<number>();
    const visit = async (offset: number): Promise<boolean> => {
      const page = await this.#client.listServerToServerTokens(credential, { limit: MAX_PAGE_SIZE, offset }, options);
      for (const token of page.tokens) checkStore(token, credential.storeHash);
      this.#total = page.totalCount;
      read.add(offset);
      return seen(page.tokens);
    };

    if (this.#order === "oldest first" && this.#total !== undefined) {
      const expected = this.#total + made;
      if (await visit(Math.max(0, expected + ROOM_FOR_OTHERS - MAX_PAGE_SIZE))) return;
    }
    if (!read.has(0) && (await visit(0))) {
      if ((this.#total ?? 0) > MAX_PAGE_SIZE) this.#order = "newest first";
      else this.#order ??= "oldest first";
      return;
    }
    const last = Math.max(0, (this.#total ?? 0) - MAX_PAGE_SIZE);
    if (!read.has(last) && (await visit(last))) {
      this.#order = "oldest first";
      return;
    }
    this.#order = undefined;
    for (let offset = MAX_PAGE_SIZE; offset < last; offset += MAX_PAGE_SIZE) if (await visit(offset)) return;
  }
}
