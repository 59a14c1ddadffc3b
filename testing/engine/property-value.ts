import { isDeepStrictEqual } from "node:util";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

/**
 * Properties are kept in the form in which they cross the wire: plain JSON, in which a secret, an unknown or a
 * reference to a resource is an object or text with an agreed signature (`sdk/nodejs/runtime/rpc.ts`).
 */
export type PropertyValue = null | boolean | number | string | PropertyValue[] | { [key: string]: PropertyValue };
export type PropertyMap = { [key: string]: PropertyValue };

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** Stands for a value that only an update will tell. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";
const UNSUPPORTED_SIGNATURES: Record<string, string> = {
  c44067f5952c0a294b673a41bacd8c17: "assets",
  "0def7320c3a5731c473e5ecbe6d01bc7": "archives",
  d0e6a833031e9bbcd3f4e8bde6ca49a4: "output values",
};

export type Secret = { [SIGNATURE]: typeof SECRET; value: PropertyValue };

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSecret(value: PropertyValue | undefined): value is Secret {
  return isMap(value) && value[SIGNATURE] === SECRET;
}

export function makeSecret(value: PropertyValue): PropertyValue {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

/** Says whether `test` holds for the value or for anything in it. */
function contains(value: PropertyValue, test: (value: PropertyValue) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => contains(item, test));
  return isMap(value) && Object.values(value).some((item) => contains(item, test));
}

export function containsSecrets(value: PropertyValue): boolean {
  return contains(value, isSecret);
}

export function containsUnknowns(value: PropertyValue): boolean {
  return contains(value, (item) => item === UNKNOWN);
}

/** A copy with the bare values of secrets, for a provider that does not take them. */
export function withoutSecrets<T extends PropertyValue>(value: T): T {
  return rewrite(value, (item) => (isSecret(item) ? item.value : undefined)) as T;
}

/** A copy with the id (or, for a component, the URN) in the place of each resource. */
export function withoutReferences<T extends PropertyValue>(value: T): T {
  return rewrite(value, (item) => {
    if (!isMap(item) || item[SIGNATURE] !== RESOURCE_REFERENCE) return undefined;
    return item.id === undefined ? (item.urn ?? null) : item.id === "" ? UNKNOWN : item.id;
  }) as T;
}

function rewrite(value: PropertyValue, replace: (value: PropertyValue) => PropertyValue | undefined): PropertyValue {
  const replaced = replace(value);
  if (replaced !== undefined) return rewrite(replaced, replace);
  if (Array.isArray(value)) return value.map((item) => rewrite(item, replace));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, replace)]));
}

/**
 * Marks as secret what came back, under the same name, from a provider that was given the bare value of a secret.
 * Changes `returned`.
 */
export function restoreSecrets(returned: PropertyMap | undefined, sent: PropertyMap | undefined): void {
  if (returned === undefined || sent === undefined) return;
  for (const [key, before] of Object.entries(sent)) {
    const after = returned[key];
    if (after === undefined || isSecret(after)) continue;
    if (isMap(after) && isMap(before) && !isSecret(before)) restoreSecrets(after, before);
    else if (containsSecrets(before)) returned[key] = makeSecret(after);
  }
}

export function equalProperties(left: PropertyValue, right: PropertyValue): boolean {
  return isDeepStrictEqual(left, right);
}

export function toStruct(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** @throws UnsupportedFeatureError for assets and archives */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  const properties = (struct?.toJavaScript() ?? {}) as PropertyMap;
  contains(properties, (value) => {
    const unsupported = isMap(value) && UNSUPPORTED_SIGNATURES[String(value[SIGNATURE])];
    if (unsupported) throw new UnsupportedFeatureError(unsupported);
    return false;
  });
  return properties;
}
