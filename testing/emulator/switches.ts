/** What the API's documentation leaves open, one switch each; every setting is a store that may exist. */
export interface Switches {
  /** Whether each token has a value of its own, or all of a user share one. */
  tokenValues: "unique" | "shared";
  /** Which deletion kills a shared value: that of any record that bears it, or that of the last. */
  sharedValueDies: "with-any-record" | "with-last-record";
  /** Whether a name may be given twice, and if not, the status that says so. */
  duplicateNames: "allowed" | 400 | 409;
  /** Whether `beginAt` and `endAt` go into the token (`nbf`, `exp`). */
  honoursValidity: boolean;
  /** Whether an expired token stays in the list. */
  keepsExpired: boolean;
  order: "oldest-first" | "newest-first" | "shuffled";
  /** List calls after a create that do not show the new token yet. */
  listLag: number;
  /** Status that answers a dead token. */
  deadTokenStatus: 401 | 403;
  /** Whether list and delete take `X-Auth-Token`. */
  acceptsAccessToken: boolean;
  /** What the list shows as a token's value. */
  listedValues: "clear" | "masked" | "empty";
  /** Status that answers an unknown store hash. */
  unknownStoreStatus: 400 | 404;
}

export const defaultSwitches: Switches = {
  tokenValues: "unique",
  sharedValueDies: "with-any-record",
  duplicateNames: "allowed",
  honoursValidity: true,
  keepsExpired: true,
  order: "oldest-first",
  listLag: 0,
  deadTokenStatus: 401,
  acceptsAccessToken: true,
  listedValues: "clear",
  unknownStoreStatus: 404,
};
