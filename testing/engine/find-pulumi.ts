import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

export interface PulumiCli {
  path: string;
  /** Without a leading "v". */
  version: string;
}

/** Looks for a pulumi CLI on the PATH, then in `~/.pulumi/bin`. Downloads nothing. */
export async function findPulumi(): Promise<PulumiCli | undefined> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), ".pulumi", "bin")];
  const file = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  for (const folder of folders) {
    const path = join(folder, file);
    try {
      await access(path, constants.X_OK);
      const { stdout } = await promisify(execFile)(path, ["version"], {
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      });
      return { path, version: stdout.trim().replace(/^v/, "") };
    } catch {
      // Not there, or not a working one.
    }
  }
  return undefined;
}
