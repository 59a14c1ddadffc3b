import * as pulumi from "@pulumi/pulumi";

export interface ListServerToServerTokensArgs {
  /** Default: configuration `bigcommerce-b2b:storeHash`, else `BIGCOMMERCE_B2B_STORE_HASH`. */
  storeHash?: pulumi.Input<string>;
  /** An `X-Auth-Token` of the store's API accounts. Default: configuration, else `BIGCOMMERCE_B2B_ACCESS_TOKEN`. */
  accessToken?: pulumi.Input<string>;
  /** An `authToken` of the store. Default: configuration, else `BIGCOMMERCE_B2B_AUTH_TOKEN`. */
  authToken?: pulumi.Input<string>;
}

/** A token as the store lists it. */
export interface ListedServerToServerToken {
  tokenId: number;
  name: string;
  email: string;
  storeHash: string;
  /** `app`, `admin` or `api`. */
  eventChannel: string;
  /** First 16 hexadecimal digits of the value's SHA-256. */
  fingerprint: string;
  /** The value. The whole result is a secret because of it. */
  token: string;
}

/**
 * Lists every server-to-server token of a store, in previews too. The result is secret: the list holds values.
 *
 * Needs an `accessToken` or `authToken`; it makes none.
 *
 * @throws (as a rejected output) an error whose message begins with its code: `MISSING_CREDENTIALS`,
 *   `CREDENTIAL_REFUSED`, `LISTING_INCOMPLETE`, `UNREACHABLE`, …
 */
export function listServerToServerTokens(
  args: ListServerToServerTokensArgs = {},
): pulumi.Output<ListedServerToServerToken[]> {
  const listed = pulumi.output(args).apply(async (given) => {
    const { listTokens } = await import("../provider/resource/list-tokens.js");
    const config = (key: string) => {
      const separator = key.indexOf(":");
      return new pulumi.Config(key.slice(0, separator)).get(key.slice(separator + 1));
    };
    return listTokens(given, config, process.env);
  });
  return pulumi.secret(listed);
}
