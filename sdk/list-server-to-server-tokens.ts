import * as pulumi from "@pulumi/pulumi";
import type { ListedToken } from "../provider/resource/list-tokens";

export interface ListServerToServerTokensArgs {
  /** Default: configuration `bigcommerce-b2b:storeHash`, else `BIGCOMMERCE_B2B_STORE_HASH`. */
  storeHash?: pulumi.Input<string>;
  /** An `X-Auth-Token` of the store's API accounts. Default: configuration, else `BIGCOMMERCE_B2B_ACCESS_TOKEN`. */
  accessToken?: pulumi.Input<string>;
  /** An `authToken` of the store. Default: configuration, else `BIGCOMMERCE_B2B_AUTH_TOKEN`. */
  authToken?: pulumi.Input<string>;
}

/**
 * Lists every server-to-server token of a store, in previews too. The result is secret: the list holds values.
 *
 * Needs an `accessToken` or `authToken`; it makes none.
 *
 * @throws (as a rejected output) an error whose message begins with its code: `MISSING_CREDENTIALS`,
 *   `CREDENTIAL_REFUSED`, `LISTING_INCOMPLETE`, `UNREACHABLE`, …
 */
export function listServerToServerTokens(args: ListServerToServerTokensArgs = {}): pulumi.Output<ListedToken[]> {
  const listed = pulumi.output(args).apply(async (given) => {
    // Loaded when called: a program that only declares tokens needs no HTTP client.
    const {
      listTokens,
    }: typeof import("../provider/resource/list-tokens") = require("../provider/resource/list-tokens");
    const { Session }: typeof import("../provider/resource/session") = require("../provider/resource/session");
    return listTokens({
      given,
      config: (key) => {
        const [namespace = "", name = ""] = key.split(":");
        return new pulumi.Config(namespace).get(name);
      },
      environment: process.env,
      session: new Session(),
      mayUsePassword: false,
    });
  });
  return pulumi.secret(listed);
}
