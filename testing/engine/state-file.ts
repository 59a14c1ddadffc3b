import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Deployment } from "./stack";

/** The JSON file that keeps a stack's state, in the format of `pulumi stack export`. */
export class StateFile {
  readonly path: string;

  constructor(
    private readonly folder: string,
    project: string,
    stack: string,
  ) {
    this.path = join(folder, `${project}.${stack}.json`);
  }

  async read(): Promise<Deployment | undefined> {
    try {
      return JSON.parse(await readFile(this.path, "utf8"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Writes beside and renames, so whoever reads meets the old state or the new one, never half of it. */
  async write(deployment: Deployment): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const beside = `${this.path}.${randomBytes(4).toString("hex")}.new`;
    try {
      await writeFile(beside, `${JSON.stringify(deployment, undefined, 2)}\n`, { mode: 0o600, flush: true });
      await rename(beside, this.path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  }
}
