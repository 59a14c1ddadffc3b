import { B2bError } from "../api/errors";
import { fingerprint } from "../token/token-value";
import { authorityOf, type Session } from "./session";
import { type Settings, settingsFrom } from "./settings";

/** A token as the store lists it. */
export interface ListedToken {
  tokenId: number;
  name: string;
  email: string;
  storeHash: string;
  /** `app`, `admin` or `api`. */
  eventChannel: string;
  /** First 16 hexadecimal digits of the value's SHA-256. */
  fingerprint: string;
  /** The value. */
  token: string;
}

export interface ListRequest {
  given: { storeHash?: string; accessToken?: string; authToken?: string };
  config: (key: string) => string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  session: Session;
  /** Whether a temporary token may be made where only a password is configured. */
  mayUsePassword: boolean;
}

/**
 * Lists a store's tokens, sorted by id, with credentials from arguments, configuration or environment.
 *
 * @throws B2bError `MISSING_CREDENTIALS`, `CREDENTIAL_REFUSED`, `LISTING_INCOMPLETE`, …
 */
export async function listTokens(request: ListRequest): Promise<ListedToken[]> {
  const settings = settingsOf(request);
  const storeHash = settings("storeHash");
  if (storeHash === undefined)
    throw new B2bError(
      "MISSING_CREDENTIALS",
      "No store hash: pass `storeHash`, or configure bigcommerce-b2b:storeHash or BIGCOMMERCE_B2B_STORE_HASH.",
    );
  const store = request.session.store(storeHash, settings);
  const { management, user } = authorityOf({}, settings);
  const authority = { ...(management && { management }), ...(request.mayUsePassword && user && { user }) };
  const { tokens } = await store.listing(authority, { deadline: store.client.deadline() });
  return [...tokens.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, name, email, eventChannel, token }) => ({
      tokenId: id,
      name,
      email,
      storeHash,
      eventChannel,
      fingerprint: fingerprint(token),
      token: token.reveal(),
    }));
}

function settingsOf({ given, config, environment }: ListRequest): Settings {
  const configured = settingsFrom(config, environment);
  const givesCredential = given.accessToken !== undefined || given.authToken !== undefined;
  return (name) => {
    if (name === "storeHash") return given.storeHash ?? configured(name);
    // An argument of one kind must not lose to a setting of the other.
    if ((name === "accessToken" || name === "authToken") && givesCredential) return given[name];
    return configured(name);
  };
}
