import { fields, type InputName, inputNames } from "./fields";
import { CONFIG_NAMESPACE, type Settings, settingNames } from "./settings";
import { isUnknown } from "./unknown";

export interface CheckFailure {
  property: string;
  reason: string;
}

type Properties = Readonly<Record<string, unknown>>;

/** Properties that the engine itself puts beside the inputs. */
const engineProperties = new Set(["__provider", "__defaults", "__internal"]);

/**
 * Validates inputs and fills in what was left out: credentials from the settings, a unique name. All failures are
 * returned at once, each naming its property, none quoting a value. Unknown values pass.
 *
 * @param olds the inputs of an existing resource, or nothing for a new one
 * @param makeName makes a unique name from a prefix
 */
export function check(
  olds: Properties | undefined,
  news: Properties,
  settings: Settings,
  makeName: (prefix: string) => string,
): { inputs: Record<string, unknown>; failures: CheckFailure[] } {
  const inputs: Record<string, unknown> = {};
  const failures: CheckFailure[] = [];
  for (const name of Object.keys(news)) {
    if (engineProperties.has(name)) inputs[name] = news[name];
    else if (!Object.hasOwn(fields, name))
      failures.push({ property: name, reason: `there is no such input. Inputs are ${publicInputs()}.` });
  }
  for (const name of inputNames) {
    const field = fields[name];
    let value = news[name];
    if (isAbsent(value) && field.setting !== undefined) {
      const configured = settings(field.setting);
      if (configured === undefined) {
        if (isRequired(name, olds)) failures.push({ property: name, reason: missing(name) });
        continue;
      }
      const problem = field.problem(configured);
      if (problem !== undefined) failures.push({ property: name, reason: `${problem} (${sourceOf(name)})` });
      if (!field.kept) continue;
      value = configured;
    }
    if (isAbsent(value)) continue;
    const problem = isUnknown(value) ? undefined : field.problem(value);
    if (problem !== undefined) failures.push({ property: name, reason: problem });
    inputs[name] = value;
  }
  nameIt(inputs, olds, makeName);
  return { inputs, failures };
}

/** The name of the user's, else the one made earlier, else a new one. The prefix stays as the mark of a made name. */
function nameIt(
  inputs: Record<string, unknown>,
  olds: Properties | undefined,
  makeName: (prefix: string) => string,
): void {
  if (!isAbsent(inputs.name)) {
    delete inputs.namePrefix;
    return;
  }
  const madeEarlier = isAbsent(olds?.namePrefix) ? undefined : olds?.name;
  if (typeof madeEarlier === "string") {
    inputs.name = madeEarlier;
    inputs.namePrefix = olds?.namePrefix;
  } else {
    const prefix = typeof inputs.namePrefix === "string" ? inputs.namePrefix : "token";
    inputs.namePrefix = prefix;
    inputs.name = makeName(prefix);
  }
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** An existing token needs no password to stay as it is. */
function isRequired(name: InputName, olds: Properties | undefined): boolean {
  return name !== "password" || olds === undefined;
}

function missing(name: InputName): string {
  const secret = fields[name].secret ? " --secret" : "";
  const { setting } = fields[name];
  const environment = setting === undefined ? "" : settingNames[setting].environment;
  return (
    `is missing. Pass \`${name}\`, or run \`pulumi config set${secret} ${CONFIG_NAMESPACE}:${name} …\`, ` +
    `or set ${environment}.`
  );
}

function sourceOf(name: InputName): string {
  const { setting } = fields[name];
  return `from ${CONFIG_NAMESPACE}:${name}${setting === undefined ? "" : ` or ${settingNames[setting].environment}`}`;
}

function publicInputs(): string {
  return inputNames.filter((name) => !fields[name].internal).join(", ");
}
