/** What a response tells about the rate limit. Any part may be missing. */
export interface RateLimitReport {
  /** Requests left in the window. */
  remaining?: number;
  /** Milliseconds until the window resets. */
  resetsAfter?: number;
}

type Headers = Record<string, string | string[] | undefined>;

/** Longest wait that a header is believed, in milliseconds. */
const LONGEST_BELIEVABLE_RESET = 10 * 60_000;

const remainingHeaders = ["x-requests-remaining", "x-request-remaining", "x-rate-limit-requests-left"];
const resetHeaders = [
  "x-request-window-resets-after",
  "x-requests-window-resets-after",
  "x-rate-limit-time-reset-ms",
  "retry-after",
];

/**
 * Reads the rate limit headers, defensively: names and units vary between BigCommerce's pages (`150 times`, `0.39 s`,
 * plain milliseconds), and what makes no sense is left out.
 */
export function readRateLimitHeaders(headers: Headers): RateLimitReport {
  const report: RateLimitReport = {};
  for (const name of remainingHeaders) {
    const left = /^\s*(\d{1,9})\s*(times)?\s*$/.exec(single(headers[name]))?.[1];
    if (left !== undefined) {
      report.remaining = Number(left);
      break;
    }
  }
  for (const name of resetHeaders) {
    const milliseconds = duration(name, single(headers[name]));
    if (milliseconds !== undefined) {
      report.resetsAfter = milliseconds;
      break;
    }
  }
  return report;
}

function single(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

function duration(name: string, text: string): number | undefined {
  const match = /^\s*(\d{1,12}(?:\.\d{1,9})?)\s*(ms|s)?\s*$/.exec(text);
  if (match === null) return undefined;
  const amount = Number(match[1]);
  // Without a unit, what exceeds an hour's worth of seconds can only be milliseconds.
  const inMilliseconds = match[2] === "ms" || (match[2] === undefined && (name.endsWith("-ms") || amount > 3600));
  const milliseconds = inMilliseconds ? amount : amount * 1000;
  return milliseconds <= LONGEST_BELIEVABLE_RESET ? milliseconds : undefined;
}
