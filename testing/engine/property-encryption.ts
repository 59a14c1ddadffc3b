import type { PassphraseCrypter } from "./passphrase";
import { isMap, isSecret, makeSecret, type PropertyMap, type PropertyValue, SECRET, SIGNATURE } from "./property-value";
import { UnsupportedFeatureError } from "./unsupported-feature-error";

/** Turns secrets into what may be written to disk, and back. */
export class PropertyEncryption {
  /** A secret that did not change keeps its encrypted text, so state files can be compared. */
  readonly #encrypted = new WeakMap<object, string>();

  constructor(private readonly crypter: PassphraseCrypter) {}

  encrypt(value: PropertyValue): PropertyValue {
    if (isSecret(value)) {
      const text = this.#encrypted.get(value) ?? this.crypter.encrypt(JSON.stringify(bare(value.value)));
      this.#encrypted.set(value, text);
      return { [SIGNATURE]: SECRET, ciphertext: text };
    }
    if (Array.isArray(value)) return value.map((item) => this.encrypt(item));
    if (isMap(value)) return mapValues(value, (item) => this.encrypt(item));
    if (typeof value === "number" && !Number.isFinite(value)) throw new UnsupportedFeatureError("NaN and infinities");
    return value;
  }

  /** Takes secrets in the clear as well: `pulumi stack export --show-secrets` writes them. */
  decrypt(value: PropertyValue): PropertyValue {
    if (Array.isArray(value)) return value.map((item) => this.decrypt(item));
    if (!isMap(value)) return value;
    if (value[SIGNATURE] !== SECRET) return mapValues(value, (item) => this.decrypt(item));
    const { ciphertext, plaintext } = value;
    if (typeof plaintext === "string") return makeSecret(unmarked(JSON.parse(plaintext)));
    if (typeof ciphertext !== "string") throw new Error("malformed secret in the state: it has no text");
    const secret = makeSecret(unmarked(JSON.parse(this.crypter.decrypt(ciphertext))));
    this.#encrypted.set(secret as object, ciphertext);
    return secret;
  }
}

/** What a secret holds is encrypted as a whole; a secret within stays marked, in the form the state has for it. */
function bare(value: PropertyValue): PropertyValue {
  if (isSecret(value)) return { [SIGNATURE]: SECRET, ciphertext: JSON.stringify(bare(value.value)) };
  if (Array.isArray(value)) return value.map(bare);
  return isMap(value) ? mapValues(value, bare) : value;
}

function unmarked(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isMap(value)) return value;
  if (value[SIGNATURE] === SECRET) {
    return makeSecret(unmarked(JSON.parse(String(value.ciphertext ?? value.plaintext))));
  }
  return mapValues(value, unmarked);
}

function mapValues(map: PropertyMap, change: (value: PropertyValue) => PropertyValue): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
