import type { Journal } from "./journal";
import { Parallelism } from "./parallelism";
import type { ProviderConnection } from "./provider-connection";
import type { ResourceState } from "./resource-state";
import type { RunReport } from "./run-report";
import type { Op, StackSettings } from "./stack";
import { isDefaultProvider, nameOf } from "./urn";

/** A step failed and was reported; the run ends when what is under way has ended. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
}

/** What all parts of one run share. */
export class RunContext {
  readonly parallelism: Parallelism;
  failed = false;

  constructor(
    readonly settings: StackSettings,
    readonly preview: boolean,
    readonly journal: Journal,
    readonly report: RunReport,
    /** The running provider of a package, started when first needed. */
    readonly provider: (packageName: string) => Promise<ProviderConnection>,
    parallel: number,
  ) {
    this.parallelism = new Parallelism(parallel);
  }

  /** Reports a failure and ends the run. */
  fail(message: string, urn?: string): RunFailed {
    this.failed = true;
    this.report.say("error", message, urn);
    return new RunFailed(message);
  }

  /** Reports the beginning of a step; a package's default provider is the engine's own affair. */
  begin(op: Op, state: ResourceState, keys: { replaceKeys?: string[]; diffKeys?: string[] } = {}): void {
    if (isDefaultProvider(state.urn)) return;
    this.report.step({ op, urn: state.urn, type: state.type, name: nameOf(state.urn), ...keys });
  }

  count(op: string, state: ResourceState): void {
    if (!isDefaultProvider(state.urn)) this.report.count(op);
  }
}
