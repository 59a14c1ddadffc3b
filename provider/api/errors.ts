/** What went wrong, for programs: stable across versions. Each is explained in docs/errors.md. */
export type ErrorCode =
  | "INVALID_INPUT"
  | "MISSING_CREDENTIALS"
  | "INVALID_CREDENTIALS"
  | "ROLE_FORBIDDEN"
  | "CREDENTIAL_REFUSED"
  | "FORBIDDEN"
  | "STORE_NOT_FOUND"
  | "STORE_MISMATCH"
  | "TOKEN_NOT_FOUND"
  | "TOKEN_NOT_LISTED"
  | "AMBIGUOUS_TOKEN"
  | "NAME_TAKEN"
  | "REQUEST_REFUSED"
  | "RATE_LIMITED"
  | "STORE_UNAVAILABLE"
  | "UNREACHABLE"
  | "TIMEOUT"
  | "UNEXPECTED_RESPONSE"
  | "LISTING_INCOMPLETE"
  | "OUTCOME_UNKNOWN"
  | "CANCELLED";

/**
 * Whether the store acted on a request that failed: `none` when it provably did not (never sent, or refused),
 * `unknown` when it may have.
 */
export type Effect = "none" | "unknown";

export interface ErrorDetails {
  effect?: Effect;
  /** HTTP status of the answer, where there was one. */
  status?: number;
  /** The store's id of the request, for its support. */
  requestId?: string;
  /** A low-level code such as `ECONNREFUSED`. */
  reason?: string;
}

/** Every error this package throws. Its message is in the user's terms and never holds a secret or a raw answer. */
export class B2bError extends Error {
  override readonly name = "B2bError";
  readonly code: ErrorCode;
  readonly effect: Effect;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly reason: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.effect = details.effect ?? "none";
    this.status = details.status;
    this.requestId = details.requestId;
    this.reason = details.reason;
  }

  static is(error: unknown, ...codes: ErrorCode[]): error is B2bError {
    return error instanceof B2bError && (codes.length === 0 || codes.includes(error.code));
  }

  /** The same error with a sentence on what the store and the state hold now. */
  because(context: string): B2bError {
    return new B2bError(this.code, `${context} ${this.message}`, this);
  }
}
