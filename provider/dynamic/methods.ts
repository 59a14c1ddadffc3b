import type { dynamic } from "@pulumi/pulumi";
import { B2bError } from "../api/errors";
import { check as checkInputs } from "../resource/check";
import { diff as diffInputs } from "../resource/diff";
import type { TokenInputs, TokenOutputs } from "../resource/fields";
import {
  type Context,
  createResource,
  deleteResource,
  IncompleteResourceError,
  noteHeld,
  readResource,
  updateResource,
} from "../resource/lifecycle";
import { Session } from "../resource/session";
import { type Settings, settingsFrom } from "../resource/settings";
import { uniqueName } from "../token/unique-name";

/** The stack's configuration: a host process serves one run of one stack. */
let config: dynamic.Config | undefined;
let context: Context | undefined;

function settings(): Settings {
  return settingsFrom((key) => config?.get(key), process.env);
}

function run(): Context {
  context ??= { session: new Session(), settings: settings() };
  return context;
}

/** Stores synchronously: the host does not wait for it before it calls other methods. */
export function configure(request: dynamic.ConfigureRequest): void {
  config = request.config;
  context = undefined;
}

export function check(olds: Record<string, unknown>, news: Record<string, unknown>): dynamic.CheckResult<TokenInputs> {
  // The host sends an empty object for a new resource.
  const existing = Object.keys(olds).length > 0 ? olds : undefined;
  const { inputs, failures } = checkInputs(existing, news, settings(), uniqueName);
  return {
    inputs: inputs as unknown as TokenInputs,
    // The engine prints the value of the property that a failure is reported for, secret or not: the name goes into
    // the reason instead.
    failures: failures.map(({ property, reason }) => ({ property: "", reason: `\`${property}\` ${reason}` })),
  };
}

export function diff(olds: TokenOutputs, news: TokenInputs): dynamic.DiffResult {
  const difference = diffInputs({ ...olds }, { ...news });
  if (difference.replaces.length > 0) noteHeld(olds, run());
  return {
    changes: difference.changed.length > 0 || difference.incomplete,
    replaces: difference.replaces,
    // The new token works before the old one goes.
    deleteBeforeReplace: false,
  };
}

export function create(inputs: TokenInputs): Promise<dynamic.CreateResult<TokenOutputs>> {
  return reported(inputs, async () => {
    const { id, outputs } = await createResource(inputs, run());
    return { id, outs: outputs };
  });
}

export function read(olds: TokenOutputs): Promise<dynamic.ReadResult<TokenOutputs>> {
  return reported(olds, async () => {
    const saved = await readResource(olds, run());
    // The host takes an empty id as "gone".
    return saved === undefined ? { id: "" } : { id: saved.id, props: saved.outputs };
  });
}

export function update(olds: TokenOutputs, news: TokenInputs): Promise<dynamic.UpdateResult<TokenOutputs>> {
  return reported(news, async () => ({ outs: (await updateResource(olds, news, run())).outputs }));
}

export function remove(olds: TokenOutputs): Promise<void> {
  return reported(olds, () => deleteResource(olds, run()));
}

/**
 * Gives errors the form that the host understands: a partial result in the members `id`, `properties` and `reasons`,
 * a message that begins with the code, and no stack, because the host prints it.
 */
async function reported<T>(properties: object, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof IncompleteResourceError) {
      const { __provider } = properties as { __provider?: string };
      throw withoutStack(error.message, {
        id: error.saved.id,
        // Without the provider's text every later call on this state fails.
        properties: { ...error.saved.outputs, __provider },
        reasons: [error.message],
      });
    }
    if (!(error instanceof B2bError)) throw error;
    const request = error.requestId === undefined ? "" : ` (request ${error.requestId})`;
    throw withoutStack(`${error.code}: ${error.message}${request}`, {});
  }
}

function withoutStack(message: string, members: object): Error {
  return Object.assign(new Error(message), { stack: "", ...members });
}
