import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { fromStruct, type PropertyMap } from "./property-value";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

/** What the program wants a resource to be. */
export interface Goal {
  type: string;
  name: string;
  custom: boolean;
  parent: string;
  properties: PropertyMap;
  /** Not set: as the parent has it. */
  protect?: boolean;
  retainOnDelete?: boolean;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  provider: string;
  /** Not set: as the provider says. */
  deleteBeforeReplace?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  aliases: AliasSpec[];
  deletedWith: string;
  /** Seconds. */
  customTimeouts?: { create?: number; update?: number; delete?: number; read?: number };
}

/** Either a URN, or what was different about it before. */
export interface AliasSpec {
  urn?: string;
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parent?: string;
  noParent?: boolean;
}

/** @throws UnsupportedFeatureError when the program asks for what this engine would have to leave out */
export function goalOf(request: RegisterResourceRequest): Goal {
  rejectUnsupported(request);
  const deleteBeforeReplace =
    request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()
      ? request.getDeletebeforereplace()
      : undefined;
  const timeouts = request.getCustomtimeouts()?.toObject();
  const properties = fromStruct(request.getObject());
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    properties,
    ...(request.hasProtect() && { protect: request.getProtect() }),
    ...(request.hasRetainondelete() && { retainOnDelete: request.getRetainondelete() }),
    dependencies: request.getDependenciesList().sort(),
    propertyDependencies: propertyDependenciesOf(request, properties),
    provider: request.getProvider(),
    ...(deleteBeforeReplace !== undefined && { deleteBeforeReplace }),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: aliasesOf(request),
    deletedWith: request.getDeletedwith(),
    ...(timeouts && { customTimeouts: timeoutsInSeconds(timeouts) }),
  };
}

function rejectUnsupported(request: RegisterResourceRequest): void {
  const hooks = Object.values(request.getHooks()?.toObject() ?? {}).flat();
  const asked: [boolean, string][] = [
    [request.getRemote(), "remote components"],
    [request.getImportid() !== "", "the `import` resource option"],
    [request.getTransformsList().length > 0, "the `transforms` resource option"],
    [hooks.length > 0, "resource hooks"],
    [request.getReplaceWithList().length > 0, "the `replaceWith` resource option"],
    [request.hasReplacementTrigger(), "the `replacementTrigger` resource option"],
    [request.getHidediffsList().length > 0, "the `hideDiffs` resource option"],
    [request.getPackageref() !== "", "parameterized packages"],
  ];
  const feature = asked.find(([given]) => given)?.[1];
  if (feature) throw new UnsupportedFeatureError(`${feature} (${request.getType()} "${request.getName()}")`);
}

function propertyDependenciesOf(request: RegisterResourceRequest, properties: PropertyMap): Record<string, string[]> {
  const entries = request.getPropertydependenciesMap().toArray() as unknown as [string, unknown][];
  if (entries.length === 0) {
    // A caller that does not tell them apart means that each property depends on all.
    const all = request.getDependenciesList();
    return Object.fromEntries(Object.keys(properties).map((key) => [key, [...all].sort()]));
  }
  const dependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((value, key) => {
    dependencies[key] = value.getUrnsList().sort();
  });
  return dependencies;
}

function aliasesOf(request: RegisterResourceRequest): AliasSpec[] {
  const urns = request.getAliasurnsList().map((urn) => ({ urn }));
  const specs = request.getAliasesList().map((alias): AliasSpec => {
    const spec = alias.getSpec();
    if (!spec) return { urn: alias.getUrn() };
    const { name, type, stack, project, parenturn, noparent } = spec.toObject();
    return { name, type, stack, project, parent: parenturn, noParent: noparent };
  });
  return [...urns, ...specs];
}

const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** From durations such as "1h30m" or "90s". */
function timeoutsInSeconds(timeouts: Record<string, string>): Record<string, number> {
  const given = Object.entries(timeouts).filter(([, text]) => text !== "");
  return Object.fromEntries(
    given.map(([operation, text]) => {
      const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)];
      if (parts.map(([part]) => part).join("") !== text) throw new Error(`unable to parse the timeout "${text}"`);
      return [operation, parts.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS[String(unit)] ?? 0), 0)];
    }),
  );
}
