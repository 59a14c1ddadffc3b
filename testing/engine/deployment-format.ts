import { createHash } from "node:crypto";
import { PassphraseCrypter } from "./passphrase";
import { PropertyEncryption } from "./property-encryption";
import type { PropertyMap } from "./property-value";
import type { PendingOperation, ResourceState, Snapshot } from "./resource-state";
import type { Deployment } from "./stack";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

const VERSION = 3;

/** Fields of a resource that this engine carries; another one in a foreign state changes what a run has to do. */
const FIELDS: Record<keyof ResourceState, true> = {
  urn: true,
  custom: true,
  type: true,
  delete: true,
  id: true,
  inputs: true,
  outputs: true,
  parent: true,
  protect: true,
  dependencies: true,
  initErrors: true,
  provider: true,
  propertyDependencies: true,
  pendingReplacement: true,
  additionalSecretOutputs: true,
  aliases: true,
  customTimeouts: true,
  retainOnDelete: true,
  deletedWith: true,
  created: true,
  modified: true,
  ignoreChanges: true,
  replaceOnChanges: true,
};
/** Where in the program a resource was declared: names folders of this machine and decides nothing. */
const DROPPED_FIELDS = new Set(["sourcePosition", "stackTrace", "hideDiff"]);

/** Reads and writes the deployment format, version 3 (`sdk/go/common/apitype`), under one passphrase. */
export class DeploymentFormat {
  readonly #encryption: PropertyEncryption;

  private constructor(
    private readonly crypter: PassphraseCrypter,
    /** Version of the engine, for the manifest. */
    private readonly version: string,
  ) {
    this.#encryption = new PropertyEncryption(crypter);
  }

  /**
   * Takes the salt from a deployment, or makes one when there is none.
   * @throws WrongPassphraseError, UnsupportedFeatureError
   */
  static async for(deployment: Deployment | undefined, passphrase: string, version: string): Promise<DeploymentFormat> {
    const provider = deployment?.deployment?.secrets_providers;
    if (provider && provider.type !== "passphrase") {
      throw new UnsupportedFeatureError(`secrets kept by "${provider.type}"`);
    }
    const salt: unknown = provider?.state?.salt;
    const crypter =
      typeof salt === "string"
        ? await PassphraseCrypter.open(passphrase, salt)
        : await PassphraseCrypter.create(passphrase);
    return new DeploymentFormat(crypter, version);
  }

  write(snapshot: Snapshot): Deployment {
    const operations = snapshot.pendingOperations.map(({ resource, type }) => ({
      resource: this.#writeResource(resource),
      type,
    }));
    return {
      version: VERSION,
      deployment: {
        manifest: {
          time: new Date().toISOString(),
          magic: createHash("sha256").update(this.version).digest("hex"),
          version: this.version,
        },
        secrets_providers: { type: "passphrase", state: { salt: this.crypter.salt } },
        resources: snapshot.resources.map((resource) => this.#writeResource(resource)),
        ...(operations.length > 0 && { pending_operations: operations }),
        metadata: {},
      },
    };
  }

  /** @throws UnsupportedFeatureError when the state says something that this engine would have to ignore */
  read({ version, features, deployment }: Deployment): Snapshot {
    if (version !== VERSION && !(version === 4 && !features?.length)) {
      throw new UnsupportedFeatureError(`state of version ${version}${features ? ` (${features.join(", ")})` : ""}`);
    }
    if (deployment?.snippets?.length) throw new UnsupportedFeatureError("snippets in the state");
    return {
      resources: (deployment?.resources ?? []).map((resource: unknown) => this.#readResource(resource)),
      pendingOperations: (deployment?.pending_operations ?? []).map((operation: PendingOperation) => ({
        resource: this.#readResource(operation.resource),
        type: operation.type,
      })),
    };
  }

  #writeResource(state: ResourceState): Record<string, unknown> {
    const { urn, custom, inputs, outputs, aliases, ...rest } = state;
    const encrypted = { inputs: this.#encryption.encrypt(inputs), outputs: this.#encryption.encrypt(outputs) };
    // Empty and false are not written, except for `custom`.
    const fields = Object.entries({ ...encrypted, ...rest }).filter(([, value]) => !isEmpty(value));
    return { urn, custom, ...Object.fromEntries(fields) };
  }

  #readResource(written: unknown): ResourceState {
    const fields = written as Partial<ResourceState> & { urn: string; type: string };
    const known: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(fields)) {
      if (key in FIELDS) known[key] = value;
      else if (!DROPPED_FIELDS.has(key) && !isEmpty(value)) {
        throw new UnsupportedFeatureError(`"${key}" in the state of ${fields.urn}`);
      }
    }
    return {
      custom: false,
      dependencies: [],
      propertyDependencies: {},
      ...(known as Pick<ResourceState, "urn" | "type">),
      inputs: this.#encryption.decrypt(fields.inputs ?? {}) as PropertyMap,
      outputs: this.#encryption.decrypt(fields.outputs ?? {}) as PropertyMap,
    };
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
