import type { Operation } from "../../provider/api/contract";

/** What goes wrong with a request. `processed` says whether the store acts on it nevertheless. */
export type Fault =
  | { kind: "reset"; processed: boolean }
  | { kind: "hang"; processed: boolean }
  /** One byte per `interval` milliseconds. */
  | { kind: "drip"; processed: true; interval: number }
  | { kind: "truncate"; processed: true }
  | { kind: "wrong-length"; processed: true }
  /** Answers with this instead; a body that is no text is sent as JSON. */
  | { kind: "answer"; processed: boolean; status: number; body: unknown; headers?: Record<string, string> }
  /** A 200 of so many bytes. */
  | { kind: "flood"; processed: true; bytes: number }
  /** Changes the answer's JSON. */
  | { kind: "alter"; processed: true; alter: (body: unknown) => unknown };

export interface FaultRule {
  operation: Operation;
  fault: Fault;
  /** Requests of the operation that pass before. Default 0. */
  after?: number;
  /** Requests that it hits. Default 1. */
  times?: number;
  /** Further condition. */
  when?: (request: { name?: string; id?: number; offset?: number }) => boolean;
}

/** The faults that a test has asked for. */
export class Faults {
  #rules: Required<FaultRule>[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ after: 0, times: 1, when: () => true, ...rule });
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault that hits this request, if any. */
  next(operation: Operation, request: { name?: string; id?: number; offset?: number }): Fault | undefined {
    for (const rule of this.#rules) {
      if (rule.operation !== operation || rule.times <= 0 || !rule.when(request)) continue;
      if (rule.after > 0) {
        rule.after -= 1;
        continue;
      }
      rule.times -= 1;
      return rule.fault;
    }
    return undefined;
  }
}
