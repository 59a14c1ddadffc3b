/** Longest text of the store that a message repeats, in characters. */
const MAX_LENGTH = 200;

const controlCharacters = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** Text of the store or the user made fit for a terminal: no control characters or escapes, one line, bounded. */
export function printable(text: string): string {
  const clean = text.replace(controlCharacters, "\u{FFFD}");
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH)}…` : clean;
}
