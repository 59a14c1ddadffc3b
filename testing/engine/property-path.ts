import { isMap, isSecret, makeSecret, type PropertyMap, type PropertyValue } from "./property-value";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

/** `a.b[0]["c"]`, and `*` for all of a level. */
export type PropertyPath = (string | number)[];

const ELEMENT = /\.?([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\[(\*)\]/y;

export function parsePropertyPath(text: string): PropertyPath {
  const path: PropertyPath = [];
  ELEMENT.lastIndex = 0;
  while (ELEMENT.lastIndex < text.length) {
    const match = ELEMENT.exec(text);
    if (match === null) throw new UnsupportedFeatureError(`the property path "${text}"`);
    const [, name, index, quoted, star] = match;
    path.push(index === undefined ? (name ?? star ?? JSON.parse(`"${quoted}"`)) : Number(index));
  }
  return path;
}

/** Says whether `path` is `outer` or lies within. */
export function isWithin(path: PropertyPath, outer: PropertyPath): boolean {
  return outer.every((element, at) => at < path.length && (element === "*" || element === path[at]));
}

/**
 * Puts the old values of the ignored properties in the place of the new ones.
 * @returns the inputs, and the paths that could not be put back because the shape around them changed
 */
export function ignoreChanges(
  inputs: PropertyMap,
  old: PropertyMap,
  paths: string[],
): { inputs: PropertyMap; failed: string[] } {
  const kept = structuredClone(inputs);
  const failed = paths.filter((path) => !reset(parsePropertyPath(path), structuredClone(old), kept, false));
  return { inputs: kept, failed };
}

function reset(path: PropertyPath, old: PropertyValue, current: PropertyValue, inSecret: boolean): boolean {
  if (isSecret(old)) return reset(path, old.value, current, !isSecret(current));
  if (isSecret(current)) return reset(path, old, current.value, false);
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (key === "*") return resetAll(rest, old, current, inSecret);
  const before = childOf(old, key);
  const now = childOf(current, key);
  if (rest.length > 0) {
    if (before === undefined || now === undefined) return before === undefined && now === undefined;
    return reset(rest, before, now, inSecret);
  }
  if (before === undefined) {
    if (Array.isArray(current)) return now === undefined;
    if (isMap(current)) delete current[key];
    return true;
  }
  const value = inSecret ? makeSecret(before) : before;
  if (Array.isArray(current) && typeof key === "number" && now !== undefined) current[key] = value;
  else if (isMap(current) && isMap(old)) current[key] = value;
  else return false;
  return true;
}

function resetAll(rest: PropertyPath, old: PropertyValue, current: PropertyValue, inSecret: boolean): boolean {
  if (Array.isArray(old) !== Array.isArray(current) || isMap(old) !== isMap(current)) return rest.length === 0;
  if (!Array.isArray(current) && !isMap(current)) return false;
  const keys = new Set([...Object.keys(old as object), ...(rest.length === 0 ? Object.keys(current) : [])]);
  const results = [...keys].map((key) =>
    reset([Array.isArray(current) ? Number(key) : key, ...rest], old, current, inSecret),
  );
  return results.every(Boolean);
}

function childOf(value: PropertyValue, key: string | number): PropertyValue | undefined {
  if (Array.isArray(value)) return typeof key === "number" ? value[key] : undefined;
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
