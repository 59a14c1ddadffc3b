import { DYNAMIC_PACKAGE, startDynamicProviderHost } from "./dynamic-provider-host";
import { folderOf, requireFrom } from "./language-runtime";
import { makeSecret, type PropertyMap } from "./property-value";
import type { ProviderConnection } from "./provider-connection";
import type { RunReport } from "./run-report";
import type { ConfigValue, StackSettings } from "./stack";
import { UnsupportedFeatureError } from "./unsupported-feature-error";
import { makeUrn, providerType } from "./urn";

/** The provider processes of one run: one a package, started and configured when first needed. */
export class Providers {
  readonly #connections = new Map<string, Promise<ProviderConnection>>();

  constructor(
    private readonly settings: StackSettings,
    private readonly config: Record<string, ConfigValue>,
    private readonly engineAddress: () => string,
    private readonly report: RunReport,
  ) {}

  /** @throws UnsupportedFeatureError for a package that there is no provider for here */
  connect(packageName: string): Promise<ProviderConnection> {
    let connection = this.#connections.get(packageName);
    if (connection === undefined) {
      connection = this.#start(packageName);
      this.#connections.set(packageName, connection);
    }
    return connection;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#connections.values()].map(async (connection) => (await connection).close()));
  }

  async #start(packageName: string): Promise<ProviderConnection> {
    if (packageName !== DYNAMIC_PACKAGE) throw new UnsupportedFeatureError(`the provider "${packageName}"`);
    const { settings, report } = this;
    const connection = await startDynamicProviderHost({
      script: requireFrom(settings).resolve("@pulumi/pulumi/cmd/dynamic-provider"),
      programDir: folderOf(settings),
      engineAddress: this.engineAddress(),
      env: settings.env ?? {},
      ...(settings.onHostStarted && { onStarted: settings.onHostStarted }),
      onLine: (line, stream) => report.say(stream === "stderr" ? "info#err" : "info", line),
    });
    const urn = makeUrn(settings.stack, settings.project, "", providerType(packageName), "default");
    // A dynamic provider is configured with the configuration of the whole stack.
    await connection.configure({ urn, id: "", preview: false }, this.#properties());
    return connection;
  }

  #properties(): PropertyMap {
    return Object.fromEntries(
      Object.entries(this.config).map(([key, value]) => [
        key,
        typeof value === "string" ? value : makeSecret(value.value),
      ]),
    );
  }
}
