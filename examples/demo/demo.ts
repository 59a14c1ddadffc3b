import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { testStore, testStoreSettings } from "../../testing/emulator/credentials";
import { type Emulator, startEmulator } from "../../testing/emulator/emulator";
import { openStack } from "../../testing/engine/open-stack";
import { UNKNOWN } from "../../testing/engine/property-value";
import type { RunResult, Stack, StackSettings } from "../../testing/engine/stack";

/** The life of a token, step by step, each checked: `npm run demo [-- --engine cli|embedded]`. */

const root = dirname(require.resolve("pulumi-bigcommerce-b2b/package.json"));
const [administrator] = testStore.users;

class Demo {
  readonly #stack: Stack;
  readonly #emulator: Emulator;
  #step = 0;

  constructor(stack: Stack, emulator: Emulator) {
    this.#stack = stack;
    this.#emulator = emulator;
  }

  async walk(): Promise<void> {
    const store = this.#emulator.store(testStore.hash);

    await this.#run("preview", "`pulumi preview` shows what would be made, and sends nothing", {
      changes: { create: 2 },
      requests: [],
      tokens: 0,
    });
    const made = await this.#run("up", "`pulumi up` makes the token and learns its id from the store's list", {
      changes: { create: 2 },
      requests: ["POST /auth/backend", "GET /backend/tokens"],
      tokens: 1,
    });
    const id = Number(made.outputs.tokenId?.value);
    await this.#run("up", "`pulumi up` again has nothing to do, and sends nothing", {
      changes: { same: 2 },
      requests: [],
      tokens: 1,
    });
    await this.#use(made, 200, "the token works: it is sent as `authToken`, from the stack's secret output");

    this.#say("somebody revokes the token in the control panel");
    store.delete(id);
    await this.#use(made, 401, "the store refuses it now");
    await this.#run(
      "refresh",
      "`pulumi refresh` notices: the token is refused, and a second look (with a temporary token) does not show it",
      {
        changes: { delete: 1, same: 1 },
        requests: [
          "GET /backend/tokens",
          "POST /auth/backend",
          "GET /backend/tokens",
          "GET /backend/tokens",
          "DELETE /auth/backend",
        ],
        tokens: 0,
      },
    );
    const again = await this.#run("up", "`pulumi up` makes a new one", {
      changes: { create: 1, same: 1 },
      requests: ["POST /auth/backend", "GET /backend/tokens"],
      tokens: 1,
    });
    this.#check(again.outputs.tokenId?.value !== id, "the new token has an id of its own");
    await this.#use(again, 200, "the new token works");
    await this.#run("destroy", "`pulumi destroy` deletes it", {
      changes: { delete: 2 },
      requests: ["DELETE /auth/backend"],
      tokens: 0,
    });
    print("\nEvery step did what it says.");
  }

  async #run(
    verb: "preview" | "up" | "refresh" | "destroy",
    what: string,
    expected: { changes: Record<string, number>; requests: string[]; tokens: number },
  ): Promise<RunResult> {
    this.#say(what);
    this.#emulator.requests.clear();
    const result = await this.#stack[verb]();
    if (!result.succeeded) print(result.log);
    this.#check(result.succeeded, `${verb} succeeded`);
    for (const step of result.steps)
      if (step.type.includes("ServerToServerToken")) print(`     ${step.op.padEnd(8)} ${step.name}`);
    for (const [name, { value, secret }] of Object.entries(result.outputs))
      print(
        `     output   ${name} = ${secret ? "[secret]" : value === UNKNOWN ? "[known after up]" : JSON.stringify(value)}`,
      );
    const requests = this.#emulator.requests.all.map(({ method, path }) => `${method} ${path.replace("/api/io", "")}`);
    print(`     requests ${requests.length === 0 ? "none" : requests.join(", ")}`);
    const { tokens } = this.#emulator.store(testStore.hash);
    print(
      `     store    ${tokens.length === 0 ? "no tokens" : tokens.map(({ id, name }) => `${id} ${name}`).join(", ")}`,
    );
    this.#check(
      sameJson(result.changes, expected.changes),
      `changes are ${JSON.stringify(expected.changes)}`,
      result.changes,
    );
    this.#check(
      sameJson(requests, expected.requests),
      `requests are ${expected.requests.length}, as expected`,
      requests,
    );
    this.#check(tokens.length === expected.tokens, `the store holds ${expected.tokens} token(s)`);
    return result;
  }

  /** What an ERP would do with the token. */
  async #use(result: RunResult, status: number, what: string): Promise<void> {
    this.#say(what);
    const { value, secret } = result.outputs.token ?? { value: undefined, secret: false };
    this.#check(secret && typeof value === "string", "the stack's output `token` is a secret");
    const answer = await fetch(`${this.#emulator.url}/backend/tokens`, { headers: { authToken: String(value) } });
    await answer.arrayBuffer();
    this.#check(answer.status === status, `the store answers ${status}`, answer.status);
  }

  #say(what: string): void {
    print(`\n${String(++this.#step).padStart(3)}. ${what}`);
  }

  #check(holds: boolean, what: string, instead?: unknown): void {
    print(
      `     ${holds ? "ok" : "NOT OK"}       ${what}${holds || instead === undefined ? "" : `, but ${JSON.stringify(instead)}`}`,
    );
    if (!holds) throw new Error(`This did not hold: ${what}.`);
  }
}

function sameJson(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown) =>
    JSON.stringify(
      Array.isArray(value) ? value : Object.entries(value as object).sort(([x], [y]) => x.localeCompare(y)),
    );
  return sorted(a) === sorted(b);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { engine: { type: "string" } } });
  if (values.engine !== undefined && values.engine !== "cli" && values.engine !== "embedded")
    throw new Error("--engine takes cli or embedded.");
  const stateDir = await mkdtemp(join(tmpdir(), "b2b-demo-"));
  const emulator = await startEmulator({ stores: [testStoreSettings()] });
  const settings: StackSettings = {
    project: "bigcommerce-b2b-quickstart",
    stack: "demo",
    programDir: root,
    main: "examples/quickstart/index.ts",
    stateDir,
    passphrase: "demo",
    config: {
      "bigcommerce-b2b:baseUrl": emulator.url,
      "bigcommerce-b2b:storeHash": testStore.hash,
      "bigcommerce-b2b:email": administrator.email,
      "bigcommerce-b2b:password": { value: administrator.password, secret: true },
    },
  };
  let stack: Stack | undefined;
  try {
    stack = await openStack(settings, values.engine);
    if (stack.engine === "cli") print(`Engine: the pulumi CLI ${stack.version}.`);
    else
      print(
        "Engine: embedded, for trying out and for tests; it runs the program and the provider with Pulumi's own Node SDK " +
          `${stack.version}. ` +
          (values.engine === "embedded"
            ? ""
            : "For the real one, install the pulumi CLI (https://www.pulumi.com/docs/install/) so that it is on the PATH."),
      );
    print(`Store:  an emulator at ${emulator.url}.`);
    await new Demo(stack, emulator).walk();
  } finally {
    await stack?.close();
    await emulator.close();
    await rm(stateDir, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
