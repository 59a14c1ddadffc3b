import type { Diagnostic, RunResult, Step } from "./stack";

/** Collects what a run did and said. */
export class RunReport {
  readonly steps: Step[] = [];
  readonly diagnostics: Diagnostic[] = [];
  readonly changes: Record<string, number> = {};
  readonly #log: string[] = [];

  constructor(private readonly onOutput: ((line: string) => void) | undefined) {}

  get hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === "error");
  }

  step(step: Step): void {
    this.steps.push(step);
    this.line(`${step.op} ${step.urn}`);
  }

  count(change: string): void {
    this.changes[change] = (this.changes[change] ?? 0) + 1;
  }

  say(severity: string, message: string, urn = ""): void {
    this.diagnostics.push({ severity, message, ...(urn && { urn }) });
    this.line(`${severity}: ${message}`);
  }

  line(line: string): void {
    this.#log.push(line);
    this.onOutput?.(line);
  }

  finish(succeeded: boolean, outputs: RunResult["outputs"]): RunResult {
    const { steps, changes, diagnostics } = this;
    return { succeeded, steps, changes, outputs, diagnostics, log: this.#log.join("\n") };
  }
}
