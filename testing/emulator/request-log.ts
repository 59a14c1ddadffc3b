import type { Operation } from "../../provider/api/contract";

/** A request as the log keeps it: never a secret. */
export interface LoggedRequest {
  operation: Operation | "unmatched";
  method: string;
  path: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** 0 where the connection broke before an answer. */
  status: number;
  auth: "credentials" | "authToken" | "accessToken" | "authToken with X-Store-Hash" | "none";
  storeHash?: string;
  /** Of the token that the request is about. */
  name?: string;
  id?: number;
  offset?: number;
  limit?: number;
  fault?: string;
}

/** The requests so far, for assertions. */
export class RequestLog {
  #requests: LoggedRequest[] = [];

  get all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  add(request: LoggedRequest): void {
    this.#requests.push(request);
  }

  clear(): void {
    this.#requests = [];
  }

  /** How many of each method, such as `{ POST: 1, GET: 1 }`. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method } of this.#requests) counts[method] = (counts[method] ?? 0) + 1;
    return counts;
  }
}
