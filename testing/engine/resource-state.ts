import type { PropertyMap } from "./property-value";
import { splitReference } from "./urn";

/** A resource as the state holds it (`ResourceV3` of the deployment format), with its secrets in the clear. */
export interface ResourceState {
  urn: string;
  custom: boolean;
  type: string;
  delete?: boolean;
  id?: string;
  inputs: PropertyMap;
  outputs: PropertyMap;
  parent?: string;
  protect?: boolean;
  dependencies: string[];
  initErrors?: string[];
  /** URN and ID of the provider. */
  provider?: string;
  propertyDependencies: Record<string, string[]>;
  /** Deleted already; its replacement has yet to be created. */
  pendingReplacement?: boolean;
  additionalSecretOutputs?: string[];
  /** Only while a run goes on: the URN that the resource had before. */
  aliases?: string[];
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number; read?: number };
  retainOnDelete?: boolean;
  deletedWith?: string;
  created?: string;
  modified?: string;
  ignoreChanges?: string[];
  replaceOnChanges?: string[];
}

export interface PendingOperation {
  resource: ResourceState;
  type: "creating" | "updating" | "deleting" | "reading" | "importing";
}

export interface Snapshot {
  resources: ResourceState[];
  pendingOperations: PendingOperation[];
}

/** URNs that must exist for as long as the resource does, its parent left out. */
export function dependenciesOf(state: ResourceState): Set<string> {
  const urns = new Set([...state.dependencies, ...Object.values(state.propertyDependencies).flat()]);
  if (state.deletedWith) urns.add(state.deletedWith);
  if (state.provider) urns.add(splitReference(state.provider).urn);
  return urns;
}
