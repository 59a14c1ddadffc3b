import { randomBytes } from "node:crypto";

const SUFFIX = /-[a-z2-7]{10}$/;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** Appends 50 random bits, so that no two runs ever make the same name. */
export function uniqueName(prefix: string): string {
  const suffix = Array.from(randomBytes(10), (byte) => ALPHABET[byte % 32]).join("");
  return `${prefix}-${suffix}`;
}

/** Whether a name has the form that `uniqueName` gives. */
export function hasUniqueForm(name: string): boolean {
  return SUFFIX.test(name);
}
