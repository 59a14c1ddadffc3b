import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import type { ConfigValue, StackSettings } from "./stack";
import { Subprocess } from "./subprocess";

/** The SDK that a program brings: its modules are found from the program's folder. */
export function requireFrom(settings: StackSettings): NodeJS.Require {
  return createRequire(join(resolve(settings.programDir), "index.js"));
}

/** Where the program runs: the folder of its entry file, as in the real engine. */
export function folderOf({ programDir, main }: StackSettings): string {
  return main === undefined ? programDir : dirname(join(programDir, main));
}

/** Runs the program with the SDK's own runtime, as `pulumi-language-nodejs` does. */
export function startProgram(options: {
  settings: StackSettings;
  config: Record<string, ConfigValue>;
  monitorAddress: string;
  engineAddress: string;
  preview: boolean;
  parallel: number;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}): Subprocess {
  const { settings, config } = options;
  const flags: Record<string, string> = {
    monitor: options.monitorAddress,
    engine: options.engineAddress,
    organization: "organization",
    project: settings.project,
    stack: settings.stack,
    "root-directory": settings.programDir,
    pwd: folderOf(settings),
    parallel: String(options.parallel),
  };
  const secretKeys = Object.keys(config).filter((key) => typeof config[key] !== "string");
  return new Subprocess({
    script: requireFrom(settings).resolve("@pulumi/pulumi/cmd/run"),
    args: [
      ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
      ...(options.preview ? ["--dry-run"] : []),
      settings.main === undefined ? "." : basename(settings.main),
    ],
    cwd: folderOf(settings),
    env: {
      ...settings.env,
      PULUMI_CONFIG: JSON.stringify(plainConfig(config)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      PULUMI_NODEJS_TYPESCRIPT: "true",
    },
    onLine: options.onLine,
  });
}

export function plainConfig(config: Record<string, ConfigValue>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : value.value]),
  );
}
