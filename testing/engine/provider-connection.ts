import type { PropertyMap } from "./property-value";

/** What a provider said of itself when it was configured. */
export interface ProviderCapabilities {
  /** Takes secrets as secrets; to others they are given bare, and marked again on what comes back. */
  acceptSecrets: boolean;
  /** Takes references to resources; to others IDs are given. */
  acceptResources: boolean;
  /** Can say in a preview what a create or an update would return. */
  supportsPreview: boolean;
}

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface Diff {
  changes: "unknown" | "none" | "some";
  replaceKeys: string[];
  changedKeys: string[];
  deleteBeforeReplace: boolean;
}

/** The resource that a call is about. */
export interface Subject {
  urn: string;
  /** Empty before it is created. */
  id: string;
  /** A preview: unknown values may be met, and nothing may be changed. */
  preview: boolean;
  /** Seconds; 0: the provider's own. */
  timeout?: number;
}

export interface Checked {
  inputs: PropertyMap;
  failures: CheckFailure[];
}

export interface ReadResult {
  /** Empty when the resource is gone. */
  id: string;
  outputs: PropertyMap;
  inputs?: PropertyMap;
}

/**
 * A running provider process, whatever started it. Properties go in and come out with their secrets marked; what the
 * process itself can take is this connection's business.
 */
export interface ProviderConnection {
  readonly capabilities: ProviderCapabilities;
  checkConfig(urn: string, olds: PropertyMap | undefined, news: PropertyMap): Promise<Checked>;
  diffConfig(urn: string, oldInputs: PropertyMap, oldOutputs: PropertyMap, newInputs: PropertyMap): Promise<Diff>;
  configure(subject: Subject, config: PropertyMap): Promise<void>;
  check(subject: Subject, olds: PropertyMap | undefined, news: PropertyMap, seed: Uint8Array): Promise<Checked>;
  diff(subject: Subject, olds: Properties, newInputs: PropertyMap, ignoreChanges: string[]): Promise<Diff>;
  create(subject: Subject, inputs: PropertyMap): Promise<{ id: string; outputs: PropertyMap }>;
  read(subject: Subject, olds: Properties): Promise<ReadResult>;
  update(subject: Subject, olds: Properties, newInputs: PropertyMap, ignoreChanges: string[]): Promise<PropertyMap>;
  delete(subject: Subject, olds: Properties): Promise<void>;
  /** Ends the process. */
  close(): Promise<void>;
}

export interface Properties {
  inputs: PropertyMap;
  outputs: PropertyMap;
}

/** Starts a provider of one package, not configured yet. */
export type StartProvider = () => Promise<ProviderConnection>;

/** The resource exists, but something after its creation, its update or before its reading failed. */
export class InitError extends Error {
  override readonly name = "InitError";

  constructor(
    readonly reasons: string[],
    readonly id: string,
    readonly outputs: PropertyMap,
    readonly inputs: PropertyMap | undefined,
  ) {
    super(initMessage(reasons));
  }
}

function initMessage(reasons: string[]): string {
  if (reasons.length === 0) return "resource init failed";
  const count = reasons.length === 1 ? "1 error" : `${reasons.length} errors`;
  return `${count} occurred:\n${reasons.map((reason) => `\t* ${reason}\n`).join("")}\n`;
}
