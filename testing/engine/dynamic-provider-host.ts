import { ProviderClient } from "./provider-client";
import type { ProviderConnection } from "./provider-connection";
import { Subprocess } from "./subprocess";

/** Package of the resources whose provider is written into the program. */
export const DYNAMIC_PACKAGE = "pulumi-nodejs";

/** Node ends the host when this process is gone, however it went: the pipe to its standard input closes. */
const END_WITH_PARENT = "data:text/javascript,process.stdin.resume().on('close',()=>process.exit(1))";

export interface DynamicProviderHostOptions {
  /** `@pulumi/pulumi/cmd/dynamic-provider` of the program. */
  script: string;
  programDir: string;
  engineAddress: string;
  env: Record<string, string>;
  onStarted?: (pid: number) => void;
  onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** Starts the SDK's host of dynamic providers: the engine's address goes in, the port comes out as the first line. */
export function startDynamicProviderHost(options: DynamicProviderHostOptions): Promise<ProviderConnection> {
  return new Promise((resolve, reject) => {
    let connected = false;
    const host = new Subprocess({
      script: options.script,
      args: [options.engineAddress],
      nodeArgs: ["--import", END_WITH_PARENT],
      cwd: options.programDir,
      env: options.env,
      onLine: (line, stream) => {
        if (connected || stream === "stderr") return options.onLine(line, stream);
        connected = true;
        resolve(new ProviderClient(`127.0.0.1:${line.trim()}`, () => host.kill()));
      },
    });
    options.onStarted?.(host.pid);
    host.exited.then(
      ({ code, signal }) => reject(new Error(`the dynamic provider host ended with ${signal ?? `code ${code}`}`)),
      reject,
    );
  });
}
