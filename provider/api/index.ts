/** The typed client of the authentication endpoints, usable without Pulumi. */
export {
  B2bAuthClient,
  type CallOptions,
  type ClientOptions,
  type LiveToken,
  type NewToken,
  type TokenPage,
} from "./client";
export type { Clock } from "./clock";
export type { StoreCredential } from "./credential";
export { B2bError, type Effect, type ErrorCode } from "./errors";
export type { RateLimit } from "./rate-limiter";
export { Secret } from "./secret";
export type { TransportLimits } from "./transport";
