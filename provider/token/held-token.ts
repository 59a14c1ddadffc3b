import { B2bError, type ErrorCode, type ErrorDetails } from "../api/errors";
import type { Secret } from "../api/secret";

/** A token as a state knows it. Without `token` its creation was never confirmed; without `tokenId` it was, but not its id. */
export interface HeldToken {
  tokenId?: number;
  name: string;
  /** Whether the name was made unique by this provider: whatever bears it is ours. */
  nameIsUnique: boolean;
  email: string;
  token?: Secret;
  /** True when the token was found by a name of the user's after a lost answer: it may be somebody else's. */
  unproven?: boolean;
}

/** A create that left something behind which the state must hold. */
export class IncompleteTokenError extends B2bError {
  readonly held: HeldToken;

  constructor(code: ErrorCode, message: string, held: HeldToken, details: ErrorDetails = {}) {
    super(code, message, { ...details, effect: "unknown" });
    this.held = held;
  }
}
