import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import type { Stack as AutomationStack, EngineEvent } from "@pulumi/pulumi/automation";
import type { PulumiCli } from "./find-pulumi";
import { RunReport } from "./run-report";
import type { ConfigValue, Deployment, Op, RunResult, Stack, StackSettings } from "./stack";
import { isDefaultProvider, nameOf } from "./urn";

/**
 * Opens a stack on a real pulumi CLI, over the Automation API, with its state in `stateDir`. Its configuration file
 * stands in the program's folder until the stack is closed.
 */
export async function openCliStack(settings: StackSettings, pulumi: PulumiCli): Promise<Stack> {
  // Loaded when needed: the Automation API is slow to load.
  const automation: typeof import("@pulumi/pulumi/automation") = require("@pulumi/pulumi/automation");
  await mkdir(settings.stateDir, { recursive: true });
  const folder = dirname(pulumi.path);
  const pulumiCommand = await automation.PulumiCommand.get({
    // One that is not in a folder `bin` was found on the PATH, where the Automation API looks without a root.
    ...(basename(folder) === "bin" && { root: dirname(folder) }),
    skipVersionCheck: true,
  });
  const stack = await automation.LocalWorkspace.createOrSelectStack(
    { stackName: settings.stack, workDir: settings.programDir },
    {
      pulumiCommand,
      envVars: {
        ...settings.env,
        PATH: `${folder}${delimiter}${process.env.PATH}`,
        PULUMI_BACKEND_URL: `file://${settings.stateDir}`,
        PULUMI_CONFIG_PASSPHRASE: settings.passphrase,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  const cli = new CliStack(settings, stack, pulumi.version);
  for (const [key, value] of Object.entries(settings.config ?? {})) await cli.setConfig(key, value);
  return cli;
}

/** Writes the `Pulumi.yaml` of a program that has none. */
export function writeProject(programDir: string, project: string): Promise<void> {
  const lines = [`name: ${project}`, "runtime:", "  name: nodejs", "  options:", "    typescript: true", ""];
  return writeFile(join(programDir, "Pulumi.yaml"), lines.join("\n"));
}

class CliStack implements Stack {
  readonly engine = "cli";

  constructor(
    private readonly settings: StackSettings,
    private readonly stack: AutomationStack,
    readonly version: string,
  ) {}

  preview = (): Promise<RunResult> => this.#run((options) => this.stack.preview(options), true);
  up = (): Promise<RunResult> => this.#run((options) => this.stack.up(options));
  refresh = (): Promise<RunResult> => this.#run((options) => this.stack.refresh(options));
  destroy = (): Promise<RunResult> => this.#run((options) => this.stack.destroy(options));

  async export(): Promise<Deployment> {
    return (await this.stack.exportStack()) as Deployment;
  }

  async import(deployment: Deployment): Promise<void> {
    await this.stack.importStack(deployment);
  }

  async setConfig(key: string, value: ConfigValue): Promise<void> {
    await this.stack.setConfig(key, typeof value === "string" ? { value } : { value: value.value, secret: true });
  }

  async close(): Promise<void> {
    await rm(join(this.settings.programDir, `Pulumi.${this.settings.stack}.yaml`), { force: true });
  }

  async #run(
    act: (options: {
      onOutput: (text: string) => void;
      onEvent: (event: EngineEvent) => void;
      parallel?: number;
      color: "never";
    }) => Promise<unknown>,
    preview = false,
  ): Promise<RunResult> {
    const report = new RunReport(undefined);
    let succeeded = true;
    try {
      await act({
        onOutput: (text) => {
          for (const line of text.split("\n")) {
            report.line(line);
            this.settings.onOutput?.(line);
          }
        },
        onEvent: (event) => take(event, report),
        color: "never",
        ...(this.settings.parallel !== undefined && { parallel: this.settings.parallel }),
      });
    } catch {
      // What went wrong is in the diagnostics and in the log.
      succeeded = false;
    }
    return report.finish(succeeded, preview ? {} : await this.stack.outputs());
  }
}

function take(event: EngineEvent, report: RunReport): void {
  if (event.diagnosticEvent !== undefined) {
    const { severity, message, urn } = event.diagnosticEvent;
    // "info#err" among them: lines of a provider's standard error.
    report.diagnostics.push({ severity, message: message.trim(), ...(urn && { urn }) });
  }
  if (event.resourcePreEvent !== undefined) {
    const { op, urn, type, keys, diffs } = event.resourcePreEvent.metadata;
    if (isDefaultProvider(urn)) return;
    report.steps.push({
      op: op as Op,
      urn,
      type,
      name: nameOf(urn),
      ...(keys && { replaceKeys: keys }),
      ...(diffs && { diffKeys: diffs }),
    });
  }
  if (event.summaryEvent !== undefined) Object.assign(report.changes, event.summaryEvent.resourceChanges);
}
