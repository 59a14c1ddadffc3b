/** What a run needs to know about a stack; the same for the embedded engine and for the real CLI. */
export interface StackSettings {
  project: string;
  stack: string;
  /** Folder with the program: its entry file as `main`, else what the folder's package.json says, else index.ts. */
  programDir: string;
  main?: string;
  /** Folder that keeps the state (embedded: one JSON file; CLI: a `file://` backend). */
  stateDir: string;
  passphrase: string;
  /** Full keys such as "bigcommerce-b2b:storeHash". */
  config?: Record<string, ConfigValue>;
  /** Added to the environment of the program and of the provider host. */
  env?: Record<string, string>;
  /** How many resources are worked on at once; default: 4 × cores. */
  parallel?: number;
  /** Called with each line of progress while a run goes on. */
  onOutput?: (line: string) => void;
  /** Called with the process id of the dynamic provider's host. Embedded engine only. */
  onHostStarted?: (pid: number) => void;
}

export type ConfigValue = string | { value: string; secret: true };

/** What a step does to a resource, as the engine's events name it. */
export type Op =
  | "create"
  | "same"
  | "update"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "delete"
  | "refresh"
  | "read"
  | "read-replacement"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace"
  | "import"
  | "import-replacement";

export interface Step {
  op: Op;
  urn: string;
  type: string;
  name: string;
  /** Properties that made the replacement necessary. */
  replaceKeys?: string[];
  /** Properties that changed, where the provider names them. */
  diffKeys?: string[];
}

export interface Diagnostic {
  severity: string;
  urn?: string;
  message: string;
}

export interface RunResult {
  succeeded: boolean;
  /** In the order in which they began; the stack and its provider are resources too. */
  steps: Step[];
  /** How many resources were created, updated, left as they are, …; without the default provider. */
  changes: Record<string, number>;
  outputs: Record<string, { value: unknown; secret: boolean }>;
  diagnostics: Diagnostic[];
  log: string;
}

/** State as `pulumi stack export` writes it. */
export interface Deployment {
  version: number;
  features?: string[];
  deployment: any;
}

/**
 * A stack on one of the two engines. A run that fails resolves with `succeeded: false` and diagnostics; a promise is
 * only rejected on misuse: two runs at once, a wrong passphrase, state that this engine cannot take.
 */
export interface Stack {
  readonly engine: "embedded" | "cli";
  readonly version: string;
  preview(): Promise<RunResult>;
  up(): Promise<RunResult>;
  refresh(): Promise<RunResult>;
  destroy(): Promise<RunResult>;
  export(): Promise<Deployment>;
  import(deployment: Deployment): Promise<void>;
  /** Takes effect with the next run. */
  setConfig(key: string, value: ConfigValue): Promise<void>;
  /** Ends what is still running. The state stays where it is. */
  close(): Promise<void>;
}
