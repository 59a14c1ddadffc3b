import { deleteResource } from "./apply-step";
import { needs } from "./journal";
import type { ResourceState } from "./resource-state";
import { type RunContext, RunFailed } from "./run-context";
import { isProviderType } from "./urn";

/**
 * Deletes resources, those that nothing depends on first; what does not depend on each other, in parallel.
 *
 * @throws RunFailed, reported
 */
export async function deleteResources(doomed: ResourceState[], context: RunContext): Promise<void> {
  for (const state of doomed)
    if (state.protect && !state.delete)
      context.fail(
        `resource "${state.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, remove the \`protect\` flag ` +
          "from the resource in your Pulumi program and run `pulumi up`",
        state.urn,
      );
  if (context.failed) throw new RunFailed("protected resources");
  const left = new Set([...doomed].reverse());
  while (left.size > 0) {
    const free = [...left].filter((state) => ![...left].some((other) => other !== state && needs(other, state)));
    // A circle cannot come from a program; a damaged state must not hang the run.
    const batch = free.length > 0 ? free : [...left].slice(0, 1);
    for (const state of batch) left.delete(state);
    const results = await Promise.allSettled(
      batch.map((state) => context.parallelism.run(() => deleteOne(state, context))),
    );
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  }
}

async function deleteOne(state: ResourceState, context: RunContext): Promise<void> {
  if (context.failed) throw new RunFailed("the run has failed already");
  const op = state.delete ? "delete-replaced" : "delete";
  context.begin(op, state);
  if (isProviderType(state.type)) await context.journal.remove(state);
  else await deleteResource(state, context);
  if (op === "delete") context.count(op, state);
}
