import { B2bAuthClient } from "../api/client";
import { B2bError } from "../api/errors";
import { Secret } from "../api/secret";
import type { Authority } from "../token/authority";
import type { HeldToken } from "../token/held-token";
import { Store } from "../token/store";
import type { TokenInputs, TokenOutputs } from "./fields";
import type { Settings } from "./settings";

/** The clients and stores of one run: what resources share, each made when first needed. */
export class Session {
  readonly #clients = new Map<string, B2bAuthClient>();
  readonly #stores = new Map<string, Store>();
  readonly #announce: ((message: string) => void) | undefined;

  /** @param announce takes notices for the user; default: standard error */
  constructor(announce?: (message: string) => void) {
    this.#announce = announce;
  }

  /** @throws B2bError `INVALID_INPUT` for unusable settings */
  store(storeHash: string, settings: Settings): Store {
    const client = this.#client(settings);
    const key = `${client.baseUrl} ${storeHash}`;
    let store = this.#stores.get(key);
    if (store === undefined) {
      store = new Store(client, storeHash);
      this.#stores.set(key, store);
    }
    return store;
  }

  #client(settings: Settings): B2bAuthClient {
    const requestTimeout = number("requestTimeout", settings, 1, 86_400);
    const requests = number("requestsPerMinute", settings, 1, 1_000_000);
    const shareForOthers = number("shareForOthers", settings, 0, 0.95);
    const baseUrl = settings("baseUrl");
    const key = [baseUrl, requestTimeout, requests, shareForOthers].join(" ");
    let client = this.#clients.get(key);
    if (client === undefined) {
      client = new B2bAuthClient({
        baseUrl,
        requestTimeout: requestTimeout === undefined ? undefined : requestTimeout * 1000,
        rateLimit: {
          ...(requests === undefined ? {} : { requests }),
          ...(shareForOthers === undefined ? {} : { shareForOthers }),
        },
        announce: this.#announce,
      });
      this.#clients.set(key, client);
    }
    return client;
  }
}

function number(name: Parameters<Settings>[0], settings: Settings, least: number, most: number): number | undefined {
  const text = settings(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value >= least && value <= most) return value;
  throw new B2bError("INVALID_INPUT", `The setting ${name} must be a number from ${least} to ${most}.`);
}

/** What may authenticate for a resource: the settings, and the user of its own properties. */
export function authorityOf(properties: Partial<TokenInputs>, settings: Settings): Authority {
  const accessToken = settings("accessToken");
  const authToken = settings("authToken");
  const email = properties.email ?? settings("email");
  const password = properties.password ?? settings("password");
  return {
    ...(accessToken !== undefined
      ? { management: { accessToken: new Secret(accessToken) } }
      : authToken !== undefined
        ? { management: { authToken: new Secret(authToken) } }
        : {}),
    ...(email !== undefined && password !== undefined ? { user: { email, password: new Secret(password) } } : {}),
  };
}

export function heldFrom(outputs: TokenOutputs): HeldToken {
  return {
    name: outputs.name,
    nameIsUnique: typeof outputs.namePrefix === "string",
    email: outputs.email,
    ...(typeof outputs.tokenId === "number" ? { tokenId: outputs.tokenId } : {}),
    ...(typeof outputs.token === "string" ? { token: new Secret(outputs.token) } : {}),
    ...(outputs.unproven === true ? { unproven: true } : {}),
  };
}
