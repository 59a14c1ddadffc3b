import type { LiveToken } from "../api/client";
import { B2bError } from "../api/errors";
import type { Authority } from "./authority";
import type { OwnedToken } from "./create";
import { deleteById } from "./delete";
import type { HeldToken } from "./held-token";
import type { Bounds, Store } from "./store";

const LOOKS = 3;
const DELAY_BETWEEN_LOOKS = 1_500;

/**
 * Settles what became of a create whose answer was lost, by the names in the store's list.
 *
 * A name that this provider made unique proves a token ours: one is kept, others are deleted. Under a name of the
 * user's nothing is ever deleted: no token means that none was made; one that an earlier listing proves new is ours;
 * a single other one is taken over as unproven; several cannot be told apart.
 *
 * @param keep the id to keep where several bear our unique name; default: the newest
 * @returns the token, or nothing when none was made
 * @throws B2bError `OUTCOME_UNKNOWN` with the ids that may be surplus, and what listing throws
 */
export async function reconcile(
  store: Store,
  held: HeldToken,
  authority: Authority,
  bounds: Bounds,
  keep?: number,
): Promise<OwnedToken | undefined> {
  const before = store.knownIds;
  store.forgetListing();
  const named = await look(store, held, authority, bounds);
  if (held.nameIsUnique) {
    const kept = named.find(({ id }) => id === keep) ?? named.at(-1);
    if (kept === undefined) return undefined;
    store.hold(kept.id, kept.token);
    for (const surplus of named) if (surplus !== kept) await deleteById(store, surplus, authority, bounds);
    return kept;
  }
  const [only, ...others] = named;
  if (only === undefined) return undefined;
  if (others.length > 0)
    throw new B2bError(
      "OUTCOME_UNKNOWN",
      `Several tokens bear the name "${held.name}" and one of them may be surplus: ids ${named.map(({ id }) => id).join(", ")}. ` +
        "None was touched. Delete the surplus one in the control panel, or leave `name` out, so that a unique one is made.",
    );
  store.hold(only.id, only.token);
  const provenNew = before !== undefined && !before.has(only.id);
  return provenNew ? only : { ...only, unproven: true };
}

/** The tokens of this name and user that no other resource holds, in order of their ids. A list may lag behind. */
async function look(store: Store, held: HeldToken, authority: Authority, bounds: Bounds): Promise<LiveToken[]> {
  for (let look = 1; ; look++) {
    const { tokens } = await store.listing(authority, bounds);
    const named = [...tokens.values()].filter(
      (token) => token.name === held.name && token.email.toLowerCase() === held.email.toLowerCase(),
    );
    const candidates = held.nameIsUnique ? named : store.unheld(named);
    if (candidates.length > 0 || look >= LOOKS) return candidates.sort((a, b) => a.id - b.id);
    store.forgetListing();
    await store.client.clock.sleep(DELAY_BETWEEN_LOOKS * look, bounds.signal);
  }
}
