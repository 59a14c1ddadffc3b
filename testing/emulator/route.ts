import { contract, type Endpoint, MAX_PAGE_SIZE, type Operation } from "../../provider/api/contract";
import { type EmulatedRequest, type EmulatedResponse, error } from "./message";

/** What arrived over HTTP. */
export interface RawRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

const basePath = /^\/api\/(?:v3\/)?io(\/.*)$/;
const operations = Object.entries(contract) as [Operation, Endpoint][];

/** Finds the operation that a request is for, checked against the contract; or the answer that refuses it. */
export function route(raw: RawRequest): EmulatedRequest | EmulatedResponse {
  const path = basePath.exec(raw.url.pathname)?.[1];
  const atPath = operations.filter(([, endpoint]) => endpoint.path === path);
  if (atPath.length === 0) return error(404, "Not found.");
  const [operation, endpoint] = atPath.find(([, { method }]) => method === raw.method) ?? [];
  if (operation === undefined || endpoint === undefined) return error(405, "Method not allowed.");

  const request = { operation, headers: raw.headers, query: Object.fromEntries(raw.url.searchParams), body: {} };
  if (endpoint.query !== undefined) {
    if (Number(request.query.limit) > MAX_PAGE_SIZE) return error(413, `limit must not exceed ${MAX_PAGE_SIZE}`);
    if (!endpoint.query.safeParse(request.query).success) return error(422, "Missing or invalid data.");
  }
  if (endpoint.body === undefined) return request;
  if (!raw.headers["content-type"]?.startsWith("application/json")) return error(415, "Expected application/json.");
  try {
    request.body = JSON.parse(raw.body);
  } catch {
    return error(400, "The body is not valid JSON.");
  }
  return endpoint.body.safeParse(request.body).success ? request : error(422, "Missing or invalid data.");
}
