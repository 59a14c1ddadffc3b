import { keepSecret } from "./apply-step";
import { equalProperties } from "./property-value";
import { messageOf } from "./provider-client";
import { InitError } from "./provider-connection";
import type { ResourceState } from "./resource-state";
import { type RunContext, RunFailed } from "./run-context";
import { isProviderType, packageOf } from "./urn";

/**
 * Reads every resource and takes over what it finds.
 *
 * @throws RunFailed, reported; the state of what could not be read stays
 */
export async function refreshResources(context: RunContext): Promise<void> {
  const gone = new Set<string>();
  const states = context.journal.resources.filter((state) => !isProviderType(state.type) && !state.delete);
  await Promise.all(states.map((state) => context.parallelism.run(() => refreshOne(state, context, gone))));
  await context.journal.forget(gone);
  if (context.failed) throw new RunFailed("refresh");
}

async function refreshOne(state: ResourceState, context: RunContext, gone: Set<string>): Promise<void> {
  context.begin("refresh", state);
  if (!state.custom) return context.count("same", state);
  const connection = await context.provider(packageOf(state.type));
  const subject = { urn: state.urn, id: state.id ?? "", preview: context.preview };
  try {
    const { id, outputs, inputs } = await connection.read(subject, state);
    if (id === "") {
      gone.add(state.urn);
      return context.count("delete", state);
    }
    const before = structuredClone(state.outputs);
    const sameId = state.id === id;
    state.id = id;
    state.outputs = outputs;
    if (inputs !== undefined) state.inputs = inputs;
    delete state.initErrors;
    keepSecret(state);
    context.count(sameId && equalProperties(before, state.outputs) ? "same" : "update", state);
  } catch (error) {
    if (error instanceof InitError) {
      state.initErrors = error.reasons;
      state.outputs = error.outputs;
    }
    context.fail(messageOf(error), state.urn);
  }
}
