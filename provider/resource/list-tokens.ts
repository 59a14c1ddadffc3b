import { B2bError } from "../api/errors";
import { Secret } from "../api/secret";
import { fingerprint } from "../token/token-value";
import { authorityOf, Session } from "./session";
import { type Settings, settingsFrom } from "./settings";

/** Lists a store's tokens with credentials from arguments, configuration or environment. Sorted by id. */
export async function listTokens(
  given: { storeHash?: string; accessToken?: string; authToken?: string },
  config: (key: string) => string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
) {
  const configured = settingsFrom(config, environment);
  // An argument of one kind must not lose to a setting of the other.
  const credential = given.accessToken !== undefined || given.authToken !== undefined ? given : undefined;
  const settings: Settings = (name) => {
    if (name === "storeHash") return given.storeHash ?? configured(name);
    if (name === "accessToken" || name === "authToken") return credential ? credential[name] : configured(name);
    return configured(name);
  };
  const storeHash = settings("storeHash");
  if (storeHash === undefined)
    throw new B2bError(
      "MISSING_CREDENTIALS",
      "No store hash: pass `storeHash`, or configure bigcommerce-b2b:storeHash or BIGCOMMERCE_B2B_STORE_HASH.",
    );
  const store = new Session().store(storeHash, settings);
  const { management } = authorityOf({}, settings);
  const listing = await store.listing(management === undefined ? {} : { management }, {
    deadline: store.client.deadline(),
  });
  await store.client.close();
  return [...listing.tokens.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, name, email, eventChannel, token }) => ({
      tokenId: id,
      name,
      email,
      storeHash,
      eventChannel,
      fingerprint: fingerprint(Secret.of(token)),
      token: token.reveal(),
    }));
}
