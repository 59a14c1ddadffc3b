import type { Clock } from "./clock";
import { B2bError } from "./errors";
import type { RateLimitReport } from "./rate-limit-headers";

export interface RateLimit {
  /** Requests per window that the store allows, all its integrations together. */
  requests: number;
  /** Length of the window in milliseconds. */
  window: number;
  /** Part of the requests left to the store's other integrations, 0 to 1. */
  shareForOthers: number;
  /** Requests under way at once. */
  concurrency: number;
}

/** Source: BigCommerce, "B2B Edition: API rate limits": 150 requests per minute and store. */
export const defaultRateLimit: RateLimit = { requests: 150, window: 60_000, shareForOthers: 0.1, concurrency: 10 };

/** Waits longer than this are announced, in milliseconds. */
const ANNOUNCED_WAIT = 2_000;
/** Two resets that differ by less, in milliseconds, belong to the same window. */
const SAME_WINDOW = 1_000;

export interface RateLimiterContext {
  clock: Clock;
  /** 0 (inclusive) to 1. */
  random: () => number;
  announce: (message: string) => void;
}

export interface Turn {
  /** Tells the limiter what came of the request; to be called exactly once. */
  end(outcome?: { status: number; report: RateLimitReport }): void;
}

/**
 * Paces the requests to one store. It counts its own requests, believes the store's headers where they come, and after
 * a 429 holds everything back until the window resets.
 */
export class RateLimiter {
  readonly #store: string;
  readonly #limit: RateLimit;
  readonly #context: RateLimiterContext;
  /** When this process sent its requests of the last window. */
  #sent: number[] = [];
  #inFlight = 0;
  /** What the store said of its current window. */
  #window: { remaining: number; resetsAt: number } | undefined;
  #heldUntil = 0;
  #refusals = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(store: string, limit: Partial<RateLimit>, context: RateLimiterContext) {
    this.#store = store;
    this.#limit = { ...defaultRateLimit, ...limit };
    this.#context = context;
  }

  /**
   * Resolves when a request may be sent. First come, first served.
   *
   * @param deadline milliseconds since the epoch
   * @throws B2bError `RATE_LIMITED` when the turn would come after the deadline, `CANCELLED`
   */
  turn(deadline: number, signal?: AbortSignal): Promise<Turn> {
    const mine = this.#queue.then(() => this.#waitForTurn(deadline, signal));
    this.#queue = mine.catch(() => {});
    return mine;
  }

  async #waitForTurn(deadline: number, signal?: AbortSignal): Promise<Turn> {
    let announced = false;
    for (;;) {
      if (signal?.aborted)
        throw new B2bError("CANCELLED", "The call was cancelled while it waited for the rate limit.");
      const { clock, announce } = this.#context;
      const now = clock.now();
      const { wait, reason } = this.#wait(now);
      if (wait === 0 && this.#inFlight < this.#limit.concurrency) return this.#start(now);
      if (wait === 0 || wait === "answer") {
        await this.#nextAnswer(signal);
        continue;
      }
      if (now + wait > deadline) {
        throw new B2bError(
          "RATE_LIMITED",
          `Store ${this.#store} allows the next request only in ${seconds(wait)} (${reason}), after this operation's ` +
            "deadline. Run again later, or allow more time (requestTimeout).",
        );
      }
      if (wait > ANNOUNCED_WAIT && !announced) {
        announced = true;
        announce(`Store ${this.#store}: waiting ${seconds(wait)} for its rate limit (${reason}).`);
      }
      await clock.sleep(wait, signal).catch(() => {});
    }
  }

  /** How long to wait, in milliseconds; or `answer` when the next answer decides. */
  #wait(now: number): { wait: number | "answer"; reason: string } {
    if (this.#heldUntil > now) return { wait: this.#heldUntil - now, reason: "the store answered 429" };
    const reserved = Math.floor(this.#limit.requests * this.#limit.shareForOthers);
    if (this.#window !== undefined && this.#window.resetsAt > now) {
      const { remaining, resetsAt } = this.#window;
      if (remaining - this.#inFlight > reserved) return { wait: 0, reason: "" };
      if (remaining > reserved) return { wait: "answer", reason: "" };
      return {
        wait: resetsAt - now + this.#jitter(),
        reason: `${remaining} requests left in the window, ${reserved} set aside for other integrations`,
      };
    }
    const budget = Math.max(1, this.#limit.requests - reserved);
    const since = now - this.#limit.window;
    const firstRecent = this.#sent.findIndex((at) => at > since);
    this.#sent = firstRecent === -1 ? [] : this.#sent.slice(firstRecent);
    // A window that the store told of and that is over has made room for a whole budget.
    const spent =
      this.#window === undefined ? this.#sent : this.#sent.filter((at) => at >= (this.#window?.resetsAt ?? 0));
    if (spent.length < budget) return { wait: 0, reason: "" };
    return {
      wait: (spent[spent.length - budget] ?? now) + this.#limit.window - now + 1,
      reason: `${budget} requests per ${seconds(this.#limit.window)}`,
    };
  }

  #nextAnswer(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  #start(now: number): Turn {
    this.#sent.push(now);
    this.#inFlight += 1;
    return {
      end: (outcome) => {
        this.#inFlight -= 1;
        if (outcome !== undefined) this.#learn(outcome.status, outcome.report);
        this.#wake();
      },
    };
  }

  #learn(status: number, report: RateLimitReport): void {
    const now = this.#context.clock.now();
    if (report.remaining !== undefined) {
      const resetsAt = now + (report.resetsAfter ?? this.#limit.window);
      const same = this.#window !== undefined && Math.abs(this.#window.resetsAt - resetsAt) < SAME_WINDOW;
      this.#window = {
        resetsAt: same ? (this.#window?.resetsAt ?? resetsAt) : resetsAt,
        remaining: same ? Math.min(this.#window?.remaining ?? report.remaining, report.remaining) : report.remaining,
      };
    }
    if (status !== 429) {
      this.#refusals = 0;
      return;
    }
    this.#refusals += 1;
    const backoff = Math.min(this.#limit.window, 1000 * 2 ** this.#refusals);
    const reset = report.resetsAfter ?? backoff * (0.5 + this.#context.random() / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + reset + this.#jitter());
  }

  /** Up to a quarter of a second, so that several processes do not come back in the same instant. */
  #jitter(): number {
    return Math.ceil(this.#context.random() * 250);
  }
}

function seconds(milliseconds: number): string {
  return `${Math.ceil(milliseconds / 1000)} s`;
}
