import { inspect } from "node:util";

const HIDDEN = "[secret]";

/** A password or token value that prints as `[secret]` wherever an object is printed, inspected or serialized. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  static of(value: string | Secret): Secret {
    return value instanceof Secret ? value : new Secret(value);
  }

  /** The value itself. Call it where the value leaves the process or enters a secret output, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  equals(other: string | Secret): boolean {
    return this.#value === (other instanceof Secret ? other.#value : other);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
