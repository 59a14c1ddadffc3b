import { availableParallelism } from "node:os";

/** Runs no more than so many acts at once; the others wait their turn. */
export class Parallelism {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** As the real engine has it. */
export function defaultParallelism(): number {
  return 4 * availableParallelism();
}
