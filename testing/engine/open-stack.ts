import { openCliStack } from "./cli";
import { openEmbeddedStack } from "./embedded";
import { findPulumi } from "./find-pulumi";
import type { Stack, StackSettings } from "./stack";

/**
 * Opens a stack on the given engine; on the pulumi CLI where there is one, otherwise on the embedded engine.
 *
 * @throws when the CLI is asked for and there is none
 */
export async function openStack(settings: StackSettings, engine?: "cli" | "embedded"): Promise<Stack> {
  if (engine === "embedded") return openEmbeddedStack(settings);
  const pulumi = await findPulumi();
  if (pulumi !== undefined) return openCliStack(settings, pulumi);
  if (engine === "cli")
    throw new Error(
      "There is no pulumi CLI on the PATH or in ~/.pulumi/bin. Install it (https://www.pulumi.com/docs/install/), or use the embedded engine.",
    );
  return openEmbeddedStack(settings);
}
