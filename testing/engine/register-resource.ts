import { randomBytes, randomUUID } from "node:crypto";
import { applyStep, type Planned } from "./apply-step";
import type { Goal } from "./goal";
import { needs } from "./journal";
import { ignoreChanges, isWithin, parsePropertyPath } from "./property-path";
import { equalProperties, type PropertyMap } from "./property-value";
import { messageOf } from "./provider-client";
import type { Diff, Properties } from "./provider-connection";
import type { ResourceState } from "./resource-state";
import { type RunContext, RunFailed } from "./run-context";
import { UnsupportedFeatureError } from "./unsupported-feature-error";
import { isProviderType, makeUrn, nameOf, packageOf, providerType } from "./urn";

const SEED_BYTES = 32;

/** Takes the program's registrations: decides, one at a time, what to do with each resource, and does it in parallel. */
export class Registrations {
  readonly #seen = new Map<string, ResourceState>();
  #deciding: Promise<unknown> = Promise.resolve();
  readonly #defaultProviders = new Map<string, Promise<ResourceState>>();

  constructor(private readonly context: RunContext) {}

  /** What the program has registered so far, by URN. */
  get seen(): ReadonlyMap<string, ResourceState> {
    return this.#seen;
  }

  /** @throws RunFailed when it was reported, UnsupportedFeatureError */
  async register(goal: Goal): Promise<ResourceState> {
    const { planned } = await this.#inOrder(() => this.#plan(goal));
    return applyStep(planned, this.context);
  }

  /** Check and diff are serial, as in the real engine. */
  #inOrder<T>(decide: () => Promise<T>): Promise<T> {
    const mine = this.#deciding.then(decide);
    this.#deciding = mine.catch(() => undefined);
    return mine;
  }

  // In an object: a promise in an async result would be awaited with it.
  async #plan(goal: Goal): Promise<{ planned: Planned }> {
    const { context } = this;
    if (context.failed) throw new RunFailed("the run has failed already");
    const { project, stack } = context.settings;
    const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
    if (this.#seen.has(urn)) throw context.fail(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
    if (isProviderType(goal.type)) throw new UnsupportedFeatureError(`explicit providers (${urn})`);
    const old = this.#oldOf(urn, goal);
    const provider = goal.custom ? await this.#defaultProvider(packageOf(goal.type)) : undefined;
    const state = stateOf(urn, goal, provider, old);
    this.#seen.set(urn, state);
    state.inputs = await this.#check(state, goal, old);
    const planned = await this.#decide(state, goal, old);
    return { planned };
  }

  #oldOf(urn: string, goal: Goal): ResourceState | undefined {
    const { project, stack } = this.context.settings;
    const urns = [
      urn,
      ...goal.aliases.map((alias) => {
        if (alias.urn) return alias.urn;
        const parent = alias.noParent ? "" : alias.parent || goal.parent;
        return makeUrn(
          alias.stack || stack,
          alias.project || project,
          parent,
          alias.type || goal.type,
          alias.name || goal.name,
        );
      }),
    ];
    for (const candidate of urns) {
      const old = this.context.journal.unsettled.find((state) => state.urn === candidate && !state.delete);
      if (old !== undefined) return old;
    }
    return undefined;
  }

  #defaultProvider(packageName: string): Promise<ResourceState> {
    let registered = this.#defaultProviders.get(packageName);
    if (registered === undefined) {
      registered = this.#registerDefaultProvider(packageName);
      this.#defaultProviders.set(packageName, registered);
    }
    return registered;
  }

  async #registerDefaultProvider(packageName: string): Promise<ResourceState> {
    const { context } = this;
    const { project, stack } = context.settings;
    await context.provider(packageName);
    const type = providerType(packageName);
    const urn = makeUrn(stack, project, "", type, "default");
    const old = context.journal.unsettled.find((state) => state.urn === urn);
    const now = new Date().toISOString();
    const state: ResourceState = {
      urn,
      custom: true,
      id: old?.id ?? randomUUID(),
      type,
      inputs: {},
      outputs: {},
      dependencies: [],
      propertyDependencies: {},
      created: old?.created ?? now,
      modified: old?.modified ?? now,
    };
    this.#seen.set(urn, state);
    await context.journal.settle(state, old);
    return state;
  }

  async #check(state: ResourceState, goal: Goal, old: ResourceState | undefined): Promise<PropertyMap> {
    let wanted = goal.properties;
    if (old !== undefined && goal.ignoreChanges.length > 0) {
      const { inputs, failed } = ignoreChanges(wanted, old.inputs, goal.ignoreChanges);
      if (failed.length > 0)
        throw this.context.fail(
          `cannot ignore changes to the following properties: "${failed.join('", "')}"`,
          state.urn,
        );
      wanted = inputs;
    }
    if (!state.custom) return wanted;
    return this.#checked(state, old?.inputs, wanted);
  }

  async #checked(state: ResourceState, olds: PropertyMap | undefined, news: PropertyMap): Promise<PropertyMap> {
    const connection = await this.context.provider(packageOf(state.type));
    const subject = { urn: state.urn, id: "", preview: this.context.preview };
    const { inputs, failures } = await connection
      .check(subject, olds, news, randomBytes(SEED_BYTES))
      .catch((error: unknown) => {
        throw this.context.fail(messageOf(error), state.urn);
      });
    for (const { property, reason } of failures) {
      const where = `${state.type} resource '${nameOf(state.urn)}'`;
      // The real engine adds the property's value, secret or not.
      this.context.fail(`${where}${property ? `: property ${property}` : ""} has a problem: ${reason}`, state.urn);
    }
    if (failures.length > 0) throw new RunFailed("check");
    return inputs;
  }

  async #decide(state: ResourceState, goal: Goal, old: ResourceState | undefined): Promise<Planned> {
    if (old === undefined) return { kind: "create", state };
    if (old.pendingReplacement) return { kind: "create", state, replaced: old };
    const diff = await this.#diff(state, goal, old);
    const keys = { replaceKeys: diff.replaceKeys, diffKeys: diff.changedKeys };
    const replaceOnChanges = diff.changedKeys.some((key) =>
      goal.replaceOnChanges.some((path) => isWithin(parsePropertyPath(key), parsePropertyPath(path))),
    );
    if (diff.changes === "some" && (diff.replaceKeys.length > 0 || replaceOnChanges)) {
      if (old.protect)
        throw this.context.fail(
          `unable to replace resource "${old.urn}" as part of this operation: resource "${old.urn}" is currently marked for protection. ` +
            "To unprotect the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`",
          state.urn,
        );
      // A name that the provider makes must be a new one.
      state.inputs = await this.#checked(state, undefined, goal.properties);
      delete state.id;
      state.created = new Date().toISOString();
      const deleteFirst = goal.deleteBeforeReplace ?? diff.deleteBeforeReplace;
      if (deleteFirst && this.context.journal.unsettled.some((other) => other !== old && needs(other, old)))
        throw new UnsupportedFeatureError(`deleteBeforeReplace of a resource that others depend on (${state.urn})`);
      return { kind: deleteFirst ? "replace-after-delete" : "replace", state, old, keys };
    }
    if (diff.changes === "some" || (old.initErrors?.length ?? 0) > 0)
      return { kind: "update", state, old, keys, ignoreChanges: goal.ignoreChanges };
    return { kind: "same", state, old };
  }

  async #diff(state: ResourceState, goal: Goal, old: ResourceState): Promise<Diff> {
    const byInputs = (): Diff => {
      const keys = new Set([...Object.keys(old.inputs), ...Object.keys(state.inputs)]);
      const changedKeys = [...keys].filter(
        (key) => !equalProperties(old.inputs[key] ?? null, state.inputs[key] ?? null),
      );
      return {
        changes: changedKeys.length > 0 ? "some" : "none",
        replaceKeys: [],
        changedKeys,
        deleteBeforeReplace: false,
      };
    };
    if (!state.custom) return byInputs();
    if (old.provider !== state.provider && packageOf(old.type) !== packageOf(state.type))
      throw new UnsupportedFeatureError(`a resource that changes its provider (${state.urn})`);
    const connection = await this.context.provider(packageOf(state.type));
    const olds: Properties = { inputs: old.inputs, outputs: old.outputs };
    const subject = { urn: state.urn, id: old.id ?? "", preview: this.context.preview };
    const diff = await connection.diff(subject, olds, state.inputs, goal.ignoreChanges).catch((error: unknown) => {
      throw this.context.fail(messageOf(error), state.urn);
    });
    return diff.changes === "unknown" ? { ...byInputs(), replaceKeys: diff.replaceKeys } : diff;
  }
}

function stateOf(
  urn: string,
  goal: Goal,
  provider: ResourceState | undefined,
  old: ResourceState | undefined,
): ResourceState {
  const now = new Date().toISOString();
  return {
    urn,
    custom: goal.custom,
    ...(old?.id !== undefined && { id: old.id }),
    type: goal.type,
    inputs: goal.properties,
    outputs: {},
    ...(goal.parent && { parent: goal.parent }),
    ...(goal.protect && { protect: true }),
    dependencies: goal.dependencies,
    propertyDependencies: goal.propertyDependencies,
    ...(provider && { provider: `${provider.urn}::${provider.id}` }),
    ...(goal.additionalSecretOutputs.length > 0 && { additionalSecretOutputs: goal.additionalSecretOutputs }),
    ...(goal.customTimeouts && { customTimeouts: goal.customTimeouts }),
    ...(goal.retainOnDelete && { retainOnDelete: true }),
    ...(goal.deletedWith && { deletedWith: goal.deletedWith }),
    ...(goal.ignoreChanges.length > 0 && { ignoreChanges: goal.ignoreChanges }),
    ...(goal.replaceOnChanges.length > 0 && { replaceOnChanges: goal.replaceOnChanges }),
    created: old?.created ?? now,
    modified: old?.modified ?? now,
  };
}
