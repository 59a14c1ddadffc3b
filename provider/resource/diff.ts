import { fields, type InputName, inputNames } from "./fields";
import { isUnknown } from "./unknown";

export interface Difference {
  changed: InputName[];
  /** Those of them that replace the resource. */
  replaces: InputName[];
  /** Whether an earlier create must be completed. */
  incomplete: boolean;
}

type Properties = Readonly<Record<string, unknown>>;

/** Compares the state's outputs with new inputs. A value that is not known yet counts as changed. */
export function diff(olds: Properties, news: Properties): Difference {
  const changed = inputNames.filter((name) => !fields[name].internal && differs(name, olds[name], news[name]));
  return {
    changed,
    replaces: changed.filter((name) => fields[name].onChange === "replace"),
    incomplete: olds.tokenId === undefined || olds.tokenId === null,
  };
}

function differs(name: InputName, old: unknown, now: unknown): boolean {
  if (isUnknown(now)) return true;
  // The store keeps emails as it likes; case does not make another user.
  if (name === "email" && typeof old === "string" && typeof now === "string")
    return old.toLowerCase() !== now.toLowerCase();
  return (old ?? undefined) !== (now ?? undefined);
}
