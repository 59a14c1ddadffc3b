export { B2bError, type ErrorCode } from "../provider/api/errors";
export type { ListedToken } from "../provider/resource/list-tokens";
export { type ListServerToServerTokensArgs, listServerToServerTokens } from "./list-server-to-server-tokens";
export { ServerToServerToken, type ServerToServerTokenArgs } from "./server-to-server-token";
