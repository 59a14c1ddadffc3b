import type { DeploymentFormat } from "./deployment-format";
import { dependenciesOf, type PendingOperation, type ResourceState, type Snapshot } from "./resource-state";
import type { StateFile } from "./state-file";

/**
 * The state of a stack while a run changes it: what the run has settled, in the order in which it did, then what it has
 * not come to yet. Written after every step, so that an interrupted run loses none.
 */
export class Journal {
  readonly #base: ResourceState[];
  readonly #settled: ResourceState[] = [];
  readonly #gone = new Set<ResourceState>();
  #pending: PendingOperation[] = [];
  #writing: Promise<void> = Promise.resolve();

  /** @param file where to write; none in a preview */
  constructor(
    snapshot: Snapshot,
    private readonly format: DeploymentFormat,
    private readonly file: StateFile | undefined,
  ) {
    this.#base = snapshot.resources;
  }

  get resources(): ResourceState[] {
    const all = [...this.#settled, ...this.#base];
    return all.filter((state) => !this.#gone.has(state));
  }

  /** Resources of the run's beginning that are still there. */
  get unsettled(): ResourceState[] {
    return this.#base.filter((state) => !this.#gone.has(state));
  }

  /** Takes a state that a step has reached; `old` is what it replaces in the state, if anything. */
  async settle(state: ResourceState, old?: ResourceState): Promise<void> {
    if (old !== undefined) this.#gone.add(old);
    if (!this.#settled.includes(state)) this.#settled.push(state);
    await this.write();
  }

  async remove(old: ResourceState): Promise<void> {
    this.#gone.add(old);
    await this.write();
  }

  /** Removes resources that turned out to be gone, and every mention of them. */
  async forget(urns: ReadonlySet<string>): Promise<void> {
    for (const state of this.resources) {
      if (urns.has(state.urn)) this.#gone.add(state);
      state.dependencies = state.dependencies.filter((urn) => !urns.has(urn));
      for (const [key, dependencies] of Object.entries(state.propertyDependencies))
        state.propertyDependencies[key] = dependencies.filter((urn) => !urns.has(urn));
    }
    await this.write();
  }

  /** Does something to the world; an interrupted run finds in the state that it had begun. */
  async during<T>(type: PendingOperation["type"], resource: ResourceState, act: () => Promise<T>): Promise<T> {
    const operation = { type, resource };
    this.#pending.push(operation);
    await this.write();
    try {
      return await act();
    } finally {
      this.#pending = this.#pending.filter((other) => other !== operation);
    }
  }

  /** One write at a time; those that wait see the newest state. */
  write(): Promise<void> {
    if (this.file === undefined) return Promise.resolve();
    const { file } = this;
    this.#writing = this.#writing.then(() =>
      file.write(this.format.write({ resources: this.resources, pendingOperations: this.#pending })),
    );
    return this.#writing;
  }
}

/** Whether `state` needs `other` to exist. */
export function needs(state: ResourceState, other: ResourceState): boolean {
  return state.parent === other.urn || dependenciesOf(state).has(other.urn);
}
