import { B2bError } from "../api/errors";
import type { Secret } from "../api/secret";
import { type Authority, withAuthority } from "./authority";
import type { HeldToken } from "./held-token";
import type { Bounds, Store } from "./store";

/**
 * Deletes a token. One that the store no longer has counts as deleted.
 *
 * @throws B2bError when the token is, or may be, still there
 */
export async function deleteToken(store: Store, held: HeldToken, authority: Authority, bounds: Bounds): Promise<void> {
  if (held.unproven)
    throw new B2bError(
      "OUTCOME_UNKNOWN",
      `Token ${held.tokenId} ("${held.name}") was taken over after a lost answer and may be somebody else's: it was not deleted. ` +
        "If it is yours, delete it in the control panel and run `pulumi refresh`; otherwise remove the resource with `pulumi state delete`.",
    );
  const ids = held.tokenId === undefined ? await idsOf(store, held, authority, bounds) : [held.tokenId];
  for (const id of ids) await deleteById(store, { id, token: held.token }, authority, bounds);
}

/** Deletes by id; that the store has no such token is success. */
export async function deleteById(
  store: Store,
  { id, token }: { id: number; token?: Secret | undefined },
  authority: Authority,
  bounds: Bounds,
): Promise<void> {
  try {
    await withAuthority(
      store,
      authority,
      token === undefined ? [] : [token],
      (credential) => store.client.deleteServerToServerToken(credential, id, bounds),
      bounds,
    );
  } catch (error) {
    if (!B2bError.is(error, "TOKEN_NOT_FOUND")) throw error;
  } finally {
    store.forgetListing();
  }
  store.held.delete(id);
}

/** The ids of an incomplete token: by its unique name, or by its value and name. */
async function idsOf(store: Store, held: HeldToken, authority: Authority, bounds: Bounds): Promise<number[]> {
  const { tokens } = await store.listing(authority, bounds, held.token === undefined ? [] : [held.token]);
  const named = store.unheld(tokens.values()).filter((token) => token.name === held.name);
  if (held.nameIsUnique) return named.map(({ id }) => id);
  const { token } = held;
  const ours = token === undefined ? named : named.filter((candidate) => candidate.token.equals(token));
  if (ours.length === 0 || (ours.length === 1 && token !== undefined)) return ours.map(({ id }) => id);
  throw new B2bError(
    "AMBIGUOUS_TOKEN",
    `Which token "${held.name}" is this resource's cannot be told: ids ${ours.map(({ id }) => id).join(", ")}. None was deleted. ` +
      "Delete the surplus one in the control panel, then remove the resource with `pulumi state delete`.",
  );
}
