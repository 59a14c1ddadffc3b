/** How the emulated store limits requests. */
export interface EmulatedRateLimit {
  /** Requests per window; `Infinity` for none. */
  requests: number;
  /** Milliseconds. */
  window: number;
  /** Which headers tell of it. `docs`: as in the B2B samples; `platform`: as BigCommerce's other APIs. */
  headers: "docs" | "platform" | "none" | "malformed";
}

export const defaultRateLimit: EmulatedRateLimit = { requests: 150, window: 60_000, headers: "docs" };

/** Counts one store's requests in fixed windows. */
export class RateLimitWindow {
  readonly #limit: EmulatedRateLimit;
  #began = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(limit: EmulatedRateLimit) {
    this.#limit = limit;
  }

  /** Counts `requests` at `now`, in milliseconds. */
  take(now: number, requests = 1): { allowed: boolean; headers: Record<string, string> } {
    const { window } = this.#limit;
    if (now >= this.#began + window) {
      this.#began = now;
      this.#count = 0;
    }
    this.#count += requests;
    const remaining = Math.max(0, this.#limit.requests - this.#count);
    return {
      allowed: this.#count <= this.#limit.requests,
      headers: this.#headers(remaining, this.#began + window - now),
    };
  }

  #headers(remaining: number, resetsAfter: number): Record<string, string> {
    const { requests, window, headers } = this.#limit;
    if (!Number.isFinite(requests) || headers === "none") return {};
    if (headers === "malformed")
      return { "X-Requests-Remaining": "plenty", "X-Request-Window-Resets-After": "-1 moons", "Retry-After": "soon" };
    if (headers === "platform")
      return {
        "X-Rate-Limit-Time-Window-Ms": String(window),
        "X-Rate-Limit-Time-Reset-Ms": String(resetsAfter),
        "X-Rate-Limit-Requests-Quota": String(requests),
        "X-Rate-Limit-Requests-Left": String(remaining),
      };
    return {
      "X-Requests-Allocated": `${requests} times/${window / 1000} s`,
      "X-Requests-Window-Length": `${window / 1000} s`,
      "X-Requests-Remaining": `${remaining} times`,
      "X-Request-Window-Resets-After": `${(resetsAfter / 1000).toFixed(2)} s`,
    };
  }
}
