import { printable } from "../api/printable";

/** What a changed input does to the resource. */
export type OnChange = "replace" | "update";

/** One input of the resource. Check, diff, plugin schema and the documentation's tables are derived from it. */
export interface InputField {
  readonly description: string;
  readonly onChange: OnChange;
  readonly secret?: true;
  /** Whether the value may come from Pulumi configuration and environment under the key of `settings`. */
  readonly setting?: "storeHash" | "email" | "password";
  /** Whether a value found in configuration or environment is kept in the inputs, so that its change is seen. */
  readonly kept?: true;
  /** Set by the resource class, not by users. */
  readonly internal?: true;
  /** What is wrong with a value, to be read after the property's name; nothing when it is right. */
  readonly problem: (value: unknown) => string | undefined;
}

const MAX_NAME_LENGTH = 200;

function textProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return `must be text, not ${describe(value)}`;
  if (value === "") return "must not be empty";
  if (value !== value.trim()) return "must not begin or end with a space";
  if (printable(value) !== value && value.length <= MAX_NAME_LENGTH) return "must not hold control characters";
  return undefined;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

const inputFields = {
  storeHash: {
    description: "Hash of the BigCommerce store, as in its API path: `stores/{hash}/v3`.",
    onChange: "replace",
    setting: "storeHash",
    kept: true,
    problem: (value) =>
      textProblem(value) ??
      (/^[A-Za-z0-9_-]{1,64}$/.test(value as string)
        ? undefined
        : "must be a store hash such as `abc123`: letters and digits, no URL"),
  },
  email: {
    description:
      "Email of the B2B Edition user the token is made for. The user needs the pre-built Administrator or Store Owner role.",
    onChange: "replace",
    setting: "email",
    kept: true,
    problem: (value) =>
      textProblem(value) ??
      (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value as string) && (value as string).length <= 254
        ? undefined
        : "must be an email address"),
  },
  password: {
    description:
      "The user's password. Secret. A change is saved and sends nothing: a token outlives its maker's password.",
    onChange: "update",
    secret: true,
    setting: "password",
    problem: (value) =>
      typeof value !== "string"
        ? `must be text, not ${describe(value)}`
        : value === ""
          ? "must not be empty"
          : undefined,
  },
  name: {
    description:
      "Name of the token in the control panel. Left out, the resource's name with a random suffix, kept for the token's life.",
    onChange: "replace",
    problem: (value) =>
      textProblem(value) ??
      ((value as string).length <= MAX_NAME_LENGTH
        ? undefined
        : `must not be longer than ${MAX_NAME_LENGTH} characters`),
  },
  namePrefix: {
    description: "What a name that is left out begins with.",
    onChange: "update",
    internal: true,
    problem: textProblem,
  },
} as const satisfies Record<string, InputField>;

export type InputName = keyof typeof inputFields;
export const fields: Readonly<Record<InputName, InputField>> = inputFields;
export const inputNames = Object.keys(inputFields) as InputName[];

/** The resource's inputs as the engine keeps them. */
export interface TokenInputs {
  storeHash: string;
  email: string;
  password?: string;
  name: string;
  /** Present where the name was made by the provider, and therefore is unique. */
  namePrefix?: string;
}

/** The resource's outputs as the engine keeps them. Left-out members are not known. */
export interface TokenOutputs extends TokenInputs {
  tokenId?: number;
  token?: string;
  /** First 16 hexadecimal digits of the value's SHA-256. */
  fingerprint?: string;
  eventChannel?: string;
  /** ISO 8601. */
  createdAt?: string;
  /** ISO 8601. */
  expiresAt?: string;
  /** See the token layer: found by a user's name after a lost answer. */
  unproven?: boolean;
}

export const secretOutputs = ["token", "password"] as const;
