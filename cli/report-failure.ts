import { B2bError } from "../provider/api/errors";

/** Exit code of a command that could not be done. */
const COULD_NOT_BE_DONE = 2;

/** Prints an error in one line, without a stack: its message says what to do. */
export function reportFailure(error: unknown): void {
  const text = error instanceof B2bError ? `${error.code}: ${error.message}` : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = COULD_NOT_BE_DONE;
}
