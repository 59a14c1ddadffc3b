import type { Clock } from "../provider/api/clock";

/** Milliseconds of real time without anything to do before virtual time goes on. */
const IDLE = 2;

/** A clock on which waiting takes no time: when nothing else is under way, it jumps to the next sleeper's end. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #busy: () => boolean;
  readonly #sleepers = new Set<{ until: number; wake: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param start milliseconds since the epoch
   * @param busy whether something real is under way, during which time stands still
   */
  constructor(start = Date.UTC(2026, 0, 1), busy: () => boolean = () => false) {
    this.#now = start;
    this.#busy = busy;
  }

  now = (): number => this.#now;

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { until: this.#now + milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
      this.#schedule();
    });

  /** Moves time on by hand. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#sleepers.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#busy()) this.#jump();
      this.#schedule();
    }, IDLE);
  }

  #jump(): void {
    const next = Math.min(...[...this.#sleepers].map(({ until }) => until));
    this.#now = Math.max(this.#now, next);
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
