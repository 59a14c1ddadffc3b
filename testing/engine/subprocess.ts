import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface SubprocessOptions {
  script: string;
  args: string[];
  /** Arguments of node itself. */
  nodeArgs?: string[];
  cwd: string;
  env: Record<string, string>;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** A Node process whose output is taken line by line and that does not outlive this one. */
export class Subprocess {
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  readonly #killOnExit = () => this.#child.kill("SIGKILL");

  constructor({ script, args, nodeArgs = [], cwd, env, onLine }: SubprocessOptions) {
    this.#child = spawn(process.execPath, [...nodeArgs, script, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    process.once("exit", this.#killOnExit);
    const ends = (["stdout", "stderr"] as const).map((stream) => {
      const lines = createInterface({ input: this.#child[stream] as NodeJS.ReadableStream });
      lines.on("line", (line) => onLine(line, stream));
      return once(lines, "close");
    });
    this.exited = once(this.#child, "exit").then(async ([code, signal]) => {
      process.off("exit", this.#killOnExit);
      await Promise.all(ends);
      return { code, signal };
    });
    // Whoever waits for `exited` learns of it; that a process could not be started must not end the whole test run.
    this.exited.catch(() => process.off("exit", this.#killOnExit));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.exited.catch(() => undefined);
  }
}
