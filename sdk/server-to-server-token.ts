import * as pulumi from "@pulumi/pulumi";
import { fields, secretOutputs } from "../provider/resource/fields";
import { providerReference } from "./provider-reference";

const MODULE = "bigcommerce-b2b";
const TYPE = "ServerToServerToken";
/** Longest part of the resource's name that a made token name takes over, in characters. */
const MAX_PREFIX_LENGTH = 100;

export interface ServerToServerTokenArgs {
  /**
   * Hash of the BigCommerce store, as in its API path `stores/{hash}/v3`.
   * Default: configuration `bigcommerce-b2b:storeHash`, else `BIGCOMMERCE_B2B_STORE_HASH`. A change replaces the token.
   */
  storeHash?: pulumi.Input<string>;
  /**
   * Email of the B2B Edition user that the token is made for; the user needs the pre-built Administrator or Store Owner
   * role. Default: configuration `bigcommerce-b2b:email`, else `BIGCOMMERCE_B2B_EMAIL`. A change replaces the token.
   */
  email?: pulumi.Input<string>;
  /**
   * The user's password; always kept as a secret. Better left to configuration (`pulumi config set --secret
   * bigcommerce-b2b:password`) or `BIGCOMMERCE_B2B_PASSWORD`: then it is in no state at all. A change is saved and
   * sends nothing: a token outlives its maker's password.
   */
  password?: pulumi.Input<string>;
  /**
   * Name of the token in the control panel, up to 200 characters. Default: the resource's name with a random suffix,
   * kept for the token's life; such a name is unique, which lets a create whose answer was lost be settled without
   * you. A change replaces the token.
   */
  name?: pulumi.Input<string>;
}

/**
 * A server-to-server token (`authToken`) of BigCommerce B2B Edition, as a Pulumi dynamic resource: created with the
 * stack (`POST /auth/backend`), read from the store's list, deleted with the stack, handed on as a secret output.
 *
 * A replacement creates the new token before it deletes the old one.
 *
 * BigCommerce deprecated these tokens on 2025-09-30 in favour of `X-Auth-Token` API accounts; where an integration
 * takes those, use them. Storefront tokens live one day and are therefore no resource.
 *
 * @see https://developer.bigcommerce.com/b2b-edition/apis/rest-management/authentication
 */
export class ServerToServerToken extends pulumi.dynamic.Resource {
  // Declared, not defined: a class field would erase what the base constructor sets.
  /** The value (a JWT) to send as the `authToken` header, without `X-Store-Hash`. Secret. */
  declare readonly token: pulumi.Output<string>;
  /** The store's id of the token. */
  declare readonly tokenId: pulumi.Output<number>;
  /** Name in the control panel. */
  declare readonly name: pulumi.Output<string>;
  /** Email of the user it was made for. */
  declare readonly email: pulumi.Output<string>;
  declare readonly storeHash: pulumi.Output<string>;
  /** `app`, `admin` or `api`. */
  declare readonly eventChannel: pulumi.Output<string>;
  /** First 16 hexadecimal digits of the value's SHA-256: for triggers, audits and tickets. Not secret. */
  declare readonly fingerprint: pulumi.Output<string>;
  /** ISO 8601; as recorded at create, the API keeps none. */
  declare readonly createdAt: pulumi.Output<string>;
  /** ISO 8601, from the token's own `exp`; undefined where it has none. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;

  /** Whether a value is a `ServerToServerToken`, of whichever copy of this package. */
  static override isInstance(value: unknown): value is ServerToServerToken {
    return (
      pulumi.CustomResource.isInstance(value) &&
      (value as unknown as { __pulumiType?: string }).__pulumiType === `pulumi-nodejs:dynamic/${MODULE}:${TYPE}`
    );
  }

  /**
   * @param name the resource's name, unique in the stack
   * @throws when an argument is not one of `ServerToServerTokenArgs`; wrong values fail in the preview, by property
   */
  constructor(name: string, args: ServerToServerTokenArgs = {}, options: pulumi.CustomResourceOptions = {}) {
    if (options.import !== undefined)
      throw new pulumi.RunError(
        `Token "${name}": the option \`import\` does not work for dynamic resources, which Pulumi identifies by the ` +
          "provider in their state.",
      );
    const known = Object.fromEntries(Object.keys(outputsBeforeCreate).map((output) => [output, undefined]));
    super(
      providerReference,
      name,
      {
        ...known,
        ...args,
        ...(args.password === undefined ? {} : { password: pulumi.secret(args.password) }),
        ...(args.name === undefined ? { namePrefix: name.slice(0, MAX_PREFIX_LENGTH) } : {}),
      },
      pulumi.mergeOptions(options, { additionalSecretOutputs: [...secretOutputs] }),
      MODULE,
      TYPE,
    );
  }
}

/** Properties must be named at construction to become outputs. */
const outputsBeforeCreate = {
  ...fields,
  token: 0,
  tokenId: 0,
  eventChannel: 0,
  fingerprint: 0,
  createdAt: 0,
  expiresAt: 0,
};
