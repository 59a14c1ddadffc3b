import { B2bError } from "../api/errors";
import { Secret } from "../api/secret";
import { completeToken, createToken, type OwnedToken, type TokenRequest } from "../token/create";
import { deleteToken } from "../token/delete";
import { type HeldToken, IncompleteTokenError } from "../token/held-token";
import { readToken } from "../token/read";
import type { Store } from "../token/store";
import { claimsOf, fingerprint } from "../token/token-value";
import type { TokenInputs, TokenOutputs } from "./fields";
import { authorityOf, heldFrom, type Session } from "./session";
import type { Settings } from "./settings";

/** Engine-neutral create, read, update and delete of the resource, in the properties that the engine keeps. */
export interface Context {
  session: Session;
  settings: Settings;
  signal?: AbortSignal;
}

export interface Saved {
  id: string;
  outputs: TokenOutputs;
}

/** A create or update that left something the engine must keep, with what is wrong with it. */
export class IncompleteResourceError extends Error {
  override readonly name = "IncompleteResourceError";
  readonly saved: Saved;

  constructor(message: string, saved: Saved) {
    super(message);
    this.saved = saved;
  }
}

/** @throws IncompleteResourceError, B2bError */
export async function createResource(inputs: TokenInputs, context: Context): Promise<Saved> {
  const store = context.session.store(inputs.storeHash, context.settings);
  const bounds = boundsOf(store, context);
  return save(inputs, {}, store, () => createToken(store, requestOf(inputs, context.settings), bounds));
}

/** @returns the properties now, or nothing when the store no longer has the token */
export async function readResource(olds: TokenOutputs, context: Context): Promise<Saved | undefined> {
  const store = context.session.store(olds.storeHash, context.settings);
  const read = await readToken(store, heldFrom(olds), authorityOf(olds, context.settings), boundsOf(store, context));
  return read && saved(olds, olds, store, read);
}

/** Takes over inputs that change without a call to the store, and completes what a create left incomplete. */
export async function updateResource(olds: TokenOutputs, news: TokenInputs, context: Context): Promise<Saved> {
  const store = context.session.store(news.storeHash, context.settings);
  if (typeof olds.tokenId === "number") {
    const { password: _, ...kept } = olds;
    return { id: resourceId(store, olds), outputs: { ...kept, ...news } };
  }
  const bounds = boundsOf(store, context);
  const request = requestOf(news, context.settings);
  return save(news, olds, store, () => completeToken(store, heldFrom(olds), request, bounds));
}

export async function deleteResource(olds: TokenOutputs, context: Context): Promise<void> {
  const store = context.session.store(olds.storeHash, context.settings);
  await deleteToken(store, heldFrom(olds), authorityOf(olds, context.settings), boundsOf(store, context));
}

/** Makes a token known to its run before other resources act on the store. */
export function noteHeld(olds: TokenOutputs, context: Context): void {
  const held = heldFrom(olds);
  if (held.tokenId !== undefined)
    context.session.store(olds.storeHash, context.settings).hold(held.tokenId, held.token);
}

function boundsOf(store: Store, context: Context) {
  return { deadline: store.client.deadline(), ...(context.signal === undefined ? {} : { signal: context.signal }) };
}

function requestOf(inputs: TokenInputs, settings: Settings): TokenRequest {
  const password = inputs.password ?? settings("password");
  if (password === undefined)
    throw new B2bError(
      "MISSING_CREDENTIALS",
      `Token "${inputs.name}" cannot be made without a password: pass \`password\`, or configure bigcommerce-b2b:password or BIGCOMMERCE_B2B_PASSWORD.`,
    );
  return {
    name: inputs.name,
    nameIsUnique: typeof inputs.namePrefix === "string",
    email: inputs.email,
    password: new Secret(password),
    authority: authorityOf(inputs, settings),
  };
}

async function save(
  inputs: TokenInputs,
  olds: Partial<TokenOutputs>,
  store: Store,
  act: () => Promise<OwnedToken>,
): Promise<Saved> {
  try {
    return saved(inputs, olds, store, await act());
  } catch (error) {
    if (!(error instanceof IncompleteTokenError)) throw error;
    const outputs = incompleteOutputs(inputs, olds, store, error.held);
    throw new IncompleteResourceError(`${error.code}: ${error.message}`, { id: resourceId(store, outputs), outputs });
  }
}

function saved(inputs: TokenInputs, olds: Partial<TokenOutputs>, store: Store, token: OwnedToken): Saved {
  const { expiresAt } = claimsOf(token.token);
  const outputs: TokenOutputs = {
    ...inputsOnly(inputs),
    tokenId: token.id,
    name: token.name,
    email: token.email.toLowerCase() === inputs.email.toLowerCase() ? inputs.email : token.email,
    token: token.token.reveal(),
    fingerprint: fingerprint(token.token),
    eventChannel: token.eventChannel,
    createdAt: olds.createdAt ?? now(store),
    ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt * 1000) }),
    ...((token.unproven ?? olds.unproven) ? { unproven: true } : {}),
  };
  return { id: resourceId(store, outputs), outputs };
}

function incompleteOutputs(
  inputs: TokenInputs,
  olds: Partial<TokenOutputs>,
  store: Store,
  held: HeldToken,
): TokenOutputs {
  return {
    ...inputsOnly(inputs),
    createdAt: olds.createdAt ?? now(store),
    ...(held.token === undefined ? {} : { token: held.token.reveal(), fingerprint: fingerprint(held.token) }),
  };
}

/** Left-out members stay left out: the engine's wire format has no `undefined`. */
function inputsOnly({ storeHash, email, password, name, namePrefix }: TokenInputs): TokenInputs {
  return {
    storeHash,
    email,
    name,
    ...(password === undefined ? {} : { password }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
  };
}

/** `<storeHash>/<tokenId>`; before the id is known, the name stands in for it. */
function resourceId(store: Store, outputs: TokenOutputs): string {
  return `${store.storeHash}/${outputs.tokenId ?? `pending:${outputs.name}`}`;
}

function now(store: Store): string {
  return iso(store.client.clock.now());
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
