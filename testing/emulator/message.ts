import type { Operation } from "../../provider/api/contract";

/** A request as the handlers see it. */
export interface EmulatedRequest {
  operation: Operation;
  headers: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, unknown>>;
  body: Readonly<Record<string, unknown>>;
}

/** An answer as the handlers give it. */
export interface EmulatedResponse {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

export function ok(data: unknown, meta: object = {}): EmulatedResponse {
  return { status: 200, body: { code: 200, data, meta: { message: "SUCCESS", ...meta } } };
}

const messages: Record<number, string> = {
  400: "API logic error",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found Error",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Request Entity Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Entity",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

export function error(status: number, errMsg: string): EmulatedResponse {
  return { status, body: { code: status, data: { errMsg }, meta: { message: messages[status] ?? "Error" } } };
}
