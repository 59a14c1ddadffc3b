import { makeSecret, type PropertyMap } from "./property-value";
import { messageOf } from "./provider-client";
import { InitError, type Subject } from "./provider-connection";
import type { ResourceState } from "./resource-state";
import { type RunContext, RunFailed } from "./run-context";
import { packageOf } from "./urn";

interface Keys {
  replaceKeys?: string[];
  diffKeys?: string[];
}

/** What is to be done with a resource that the program declares. */
export type Planned =
  | { kind: "create"; state: ResourceState; replaced?: ResourceState }
  | { kind: "same"; state: ResourceState; old: ResourceState }
  | { kind: "update"; state: ResourceState; old: ResourceState; keys: Keys; ignoreChanges: string[] }
  /** The new one is created; the old one stays, marked, until the program has ended. */
  | { kind: "replace"; state: ResourceState; old: ResourceState; keys: Keys }
  | { kind: "replace-after-delete"; state: ResourceState; old: ResourceState; keys: Keys };

/**
 * Does it, and writes it down.
 *
 * @returns the resource's new state
 * @throws RunFailed, reported
 */
export function applyStep(planned: Planned, context: RunContext): Promise<ResourceState> {
  return context.parallelism.run(async () => {
    if (context.failed) throw new RunFailed("the run has failed already");
    switch (planned.kind) {
      case "create":
        return create("create", planned.state, context, planned.replaced);
      case "same":
        return same(planned.state, planned.old, context);
      case "update":
        return update(planned, context);
      case "replace": {
        context.begin("create-replacement", planned.state, planned.keys);
        const created = await create(undefined, planned.state, context);
        context.begin("replace", planned.state, planned.keys);
        context.count("replace", planned.state);
        planned.old.delete = true;
        await context.journal.write();
        return created;
      }
      case "replace-after-delete": {
        context.begin("delete-replaced", planned.old, planned.keys);
        await deleteResource(planned.old, context);
        context.begin("replace", planned.state, planned.keys);
        context.count("replace", planned.state);
        context.begin("create-replacement", planned.state, planned.keys);
        return create(undefined, planned.state, context);
      }
    }
  });
}

async function create(
  op: "create" | undefined,
  state: ResourceState,
  context: RunContext,
  replaced?: ResourceState,
): Promise<ResourceState> {
  if (op !== undefined) context.begin(op, state);
  let failure: InitError | undefined;
  if (state.custom) {
    const { preview } = context;
    const connection = await context.provider(packageOf(state.type));
    const act = () => connection.create(subjectOf(state, context, "create"), state.inputs);
    try {
      const { id, outputs } = preview ? await act() : await context.journal.during("creating", state, act);
      if (id !== "") state.id = id;
      state.outputs = outputs;
    } catch (error) {
      failure = initErrorOr(error, state, context);
      state.id = failure.id;
    }
  }
  keepSecret(state);
  await context.journal.settle(state, replaced);
  if (failure !== undefined) throw context.fail(failure.message.trim(), state.urn);
  if (op !== undefined) context.count(op, state);
  return state;
}

async function same(state: ResourceState, old: ResourceState, context: RunContext): Promise<ResourceState> {
  context.begin("same", state);
  state.outputs = old.outputs;
  if (old.initErrors !== undefined) state.initErrors = old.initErrors;
  keepSecret(state);
  await context.journal.settle(state, old);
  context.count("same", state);
  return state;
}

async function update(
  { state, old, keys, ignoreChanges }: Extract<Planned, { kind: "update" }>,
  context: RunContext,
): Promise<ResourceState> {
  context.begin("update", state, keys);
  let failure: InitError | undefined;
  if (state.custom) {
    const connection = await context.provider(packageOf(state.type));
    const olds = { inputs: old.inputs, outputs: old.outputs };
    const act = () => connection.update(subjectOf(state, context, "update"), olds, state.inputs, ignoreChanges);
    try {
      state.outputs = context.preview ? await act() : await context.journal.during("updating", state, act);
    } catch (error) {
      failure = initErrorOr(error, state, context);
    }
  } else state.outputs = old.outputs;
  state.modified = new Date().toISOString();
  keepSecret(state);
  await context.journal.settle(state, old);
  if (failure !== undefined) throw context.fail(failure.message.trim(), state.urn);
  context.count("update", state);
  return state;
}

/** Deletes a resource, whatever for, and takes it out of the state. */
export async function deleteResource(old: ResourceState, context: RunContext): Promise<void> {
  if (context.preview) return context.journal.remove(old);
  const gonerHolds = old.deletedWith && !context.journal.resources.some((state) => state.urn === old.deletedWith);
  if (old.custom && !old.retainOnDelete && !gonerHolds) {
    const connection = await context.provider(packageOf(old.type));
    const act = () => connection.delete(subjectOf(old, context, "delete"), old);
    try {
      await context.journal.during("deleting", old, act);
    } catch (error) {
      await context.journal.write();
      throw context.fail(messageOf(error), old.urn);
    }
  }
  await context.journal.remove(old);
}

/** A partial success changes the state; everything else leaves it. */
function initErrorOr(error: unknown, state: ResourceState, context: RunContext): InitError {
  if (!(error instanceof InitError)) {
    void context.journal.write();
    throw context.fail(messageOf(error), state.urn);
  }
  state.outputs = error.outputs;
  state.initErrors = error.reasons;
  if (error.inputs !== undefined) state.inputs = error.inputs;
  return error;
}

function subjectOf(state: ResourceState, context: RunContext, operation: "create" | "update" | "delete"): Subject {
  const timeout = state.customTimeouts?.[operation];
  return { urn: state.urn, id: state.id ?? "", preview: context.preview, ...(timeout !== undefined && { timeout }) };
}

export function keepSecret(state: ResourceState): void {
  const outputs: PropertyMap = { ...state.outputs };
  for (const key of state.additionalSecretOutputs ?? []) {
    const value = outputs[key];
    if (value !== undefined) outputs[key] = makeSecret(value);
  }
  state.outputs = outputs;
}
