import { deleteResources } from "./delete-resources";
import { DeploymentFormat } from "./deployment-format";
import { addEngineService } from "./engine-service";
import { Journal } from "./journal";
import { requireFrom, startProgram } from "./language-runtime";
import { serveOnLoopback } from "./loopback-server";
import { addMonitorService } from "./monitor-service";
import { defaultParallelism } from "./parallelism";
import { isSecret, type PropertyMap, withoutSecrets } from "./property-value";
import { Providers } from "./providers";
import { refreshResources } from "./refresh-resources";
import { Registrations } from "./register-resource";
import type { Snapshot } from "./resource-state";
import { RunContext, RunFailed } from "./run-context";
import { RunReport } from "./run-report";
import type { ConfigValue, Deployment, RunResult, Stack, StackSettings } from "./stack";
import { StateFile } from "./state-file";
import { typeOf } from "./urn";

/** Milliseconds that a program gets to end by itself once the run has failed. */
const GRACE = 5_000;

type Verb = "preview" | "up" | "refresh" | "destroy";

/**
 * Opens a stack on the embedded engine: it runs the program and its dynamic providers with the program's own Pulumi
 * SDK, over Pulumi's own protocol. A stand-in for trying out and for tests, not a product.
 */
export async function openEmbeddedStack(settings: StackSettings): Promise<Stack> {
  const { version } = requireFrom(settings)("@pulumi/pulumi/package.json") as { version: string };
  return new EmbeddedStack(settings, version);
}

class EmbeddedStack implements Stack {
  readonly engine = "embedded";
  readonly #file: StateFile;
  readonly #config: Record<string, ConfigValue>;
  #format: DeploymentFormat | undefined;
  #running = false;

  constructor(
    private readonly settings: StackSettings,
    readonly version: string,
  ) {
    this.#file = new StateFile(settings.stateDir, settings.project, settings.stack);
    this.#config = { ...settings.config };
  }

  preview = (): Promise<RunResult> => this.#run("preview");
  up = (): Promise<RunResult> => this.#run("up");
  refresh = (): Promise<RunResult> => this.#run("refresh");
  destroy = (): Promise<RunResult> => this.#run("destroy");

  async export(): Promise<Deployment> {
    const { format, snapshot } = await this.#load();
    return (await this.#file.read()) ?? format.write(snapshot);
  }

  async import(deployment: Deployment): Promise<void> {
    const format = await DeploymentFormat.for(deployment, this.settings.passphrase, this.version);
    await this.#file.write(format.write(format.read(deployment)));
    this.#format = undefined;
  }

  async setConfig(key: string, value: ConfigValue): Promise<void> {
    this.#config[key] = value;
  }

  async close(): Promise<void> {}

  async #load(): Promise<{ format: DeploymentFormat; snapshot: Snapshot }> {
    const deployment = await this.#file.read();
    // One key derivation a stack: it is slow on purpose.
    this.#format ??= await DeploymentFormat.for(deployment, this.settings.passphrase, this.version);
    const snapshot = deployment ? this.#format.read(deployment) : { resources: [], pendingOperations: [] };
    return { format: this.#format, snapshot };
  }

  async #run(verb: Verb): Promise<RunResult> {
    if (this.#running) throw new Error("a run of this stack is under way");
    this.#running = true;
    try {
      const { format, snapshot } = await this.#load();
      return await this.#runWith(verb, format, snapshot);
    } finally {
      this.#running = false;
    }
  }

  async #runWith(verb: Verb, format: DeploymentFormat, snapshot: Snapshot): Promise<RunResult> {
    const report = new RunReport(this.settings.onOutput);
    report.say("debug", "the embedded engine is for trying out and for tests");
    for (const { resource, type } of snapshot.pendingOperations)
      report.say("warning", `an earlier run was interrupted while ${type} ${resource.urn}`, resource.urn);
    const preview = verb === "preview";
    const journal = new Journal(snapshot, format, preview ? undefined : this.#file);
    let address = "";
    const providers = new Providers(this.settings, this.#config, () => address, report);
    const parallel = this.settings.parallel ?? defaultParallelism();
    const connect = (packageName: string) => providers.connect(packageName);
    const context = new RunContext(this.settings, preview, journal, report, connect, parallel);
    const registrations = new Registrations(context);
    const outputs: PropertyMap = {};
    const onOutputs = async (urn: string, given: PropertyMap): Promise<void> => {
      const state = registrations.seen.get(urn);
      if (state !== undefined) state.outputs = given;
      if (typeOf(urn) === "pulumi:pulumi:Stack") Object.assign(outputs, given);
      await journal.write();
    };
    const server = await serveOnLoopback((grpc) => {
      addEngineService(grpc, context);
      addMonitorService(grpc, { context, registrations, onOutputs });
    });
    address = server.address;
    try {
      if (verb === "refresh") await refreshResources(context);
      else if (verb === "destroy") await deleteResources(journal.resources, context);
      else await this.#update(context, registrations, address, parallel);
    } catch (error) {
      if (!(error instanceof RunFailed)) context.fail(error instanceof Error ? error.message : String(error));
    } finally {
      await providers.close();
      server.close();
      await journal.write();
    }
    const shown = verb === "up" || preview ? outputs : stackOutputs(journal);
    return report.finish(!context.failed && !report.hasErrors, outputsOf(shown));
  }

  async #update(context: RunContext, registrations: Registrations, address: string, parallel: number): Promise<void> {
    const program = startProgram({
      settings: this.settings,
      config: this.#config,
      monitorAddress: address,
      engineAddress: address,
      preview: context.preview,
      parallel,
      onLine: (line, stream) => context.report.say(stream === "stderr" ? "info#err" : "info", line),
    });
    const impatience = setInterval(() => {
      if (context.failed) setTimeout(() => void program.kill(), GRACE).unref();
    }, 200);
    const { code, signal } = await program.exited;
    clearInterval(impatience);
    if (context.failed) throw new RunFailed("a resource");
    if (code !== 0) throw context.fail(`the program ended with ${signal ?? `code ${code}`}`);
    const seen = new Set(registrations.seen.values());
    await deleteResources(
      context.journal.resources.filter((state) => !seen.has(state)),
      context,
    );
  }
}

function stackOutputs(journal: Journal): PropertyMap {
  return journal.resources.find((state) => typeOf(state.urn) === "pulumi:pulumi:Stack")?.outputs ?? {};
}

function outputsOf(outputs: PropertyMap): RunResult["outputs"] {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value: withoutSecrets(value), secret: isSecret(value) }]),
  );
}
