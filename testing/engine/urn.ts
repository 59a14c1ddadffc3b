export const STACK_TYPE = "pulumi:pulumi:Stack";
const PROVIDER_PREFIX = "pulumi:providers:";

/** A URN: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`. */
export function makeUrn(stack: string, project: string, parent: string, type: string, name: string): string {
  const parentType = parent && typeOf(parent) !== STACK_TYPE ? `${qualifiedType(parent)}$` : "";
  return `urn:pulumi:${stack}::${project}::${parentType}${type}::${name}`;
}

function qualifiedType(urn: string): string {
  return urn.split("::")[2] ?? "";
}

export function typeOf(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** Names may contain the separator, so all that follows the type is the name. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

export function isProviderType(type: string): boolean {
  return type.startsWith(PROVIDER_PREFIX);
}

/** The package that a type or a provider's type belongs to: "pulumi-nodejs" for "pulumi-nodejs:dynamic/x:Y". */
export function packageOf(type: string): string {
  return isProviderType(type) ? type.slice(PROVIDER_PREFIX.length) : (type.split(":")[0] ?? "");
}

export function providerType(packageName: string): string {
  return PROVIDER_PREFIX + packageName;
}

export function isDefaultProvider(urn: string): boolean {
  return isProviderType(typeOf(urn)) && /^default($|_)/.test(nameOf(urn));
}

/** A reference to a provider is its URN and its ID. */
export function splitReference(reference: string): { urn: string; id: string } {
  const at = reference.lastIndexOf("::");
  return { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}
