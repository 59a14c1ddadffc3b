import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const VERIFICATION = "pulumi";

const deriveKey = (passphrase: string, salt: Buffer) =>
  promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");

export class WrongPassphraseError extends Error {
  override readonly name = "WrongPassphraseError";
  readonly code = "WRONG_PASSPHRASE";
}

/**
 * Secrets at rest as the CLI's passphrase provider keeps them: AES-256-GCM, `v1:<nonce>:<text and tag>` in base64, and
 * a salt `v1:<salt>:<the word "pulumi", encrypted>` that tells a wrong passphrase from a damaged value.
 */
export class PassphraseCrypter {
  private constructor(
    /** What the deployment keeps as the state of its secrets provider. */
    readonly salt: string,
    private readonly key: Buffer,
  ) {}

  static async create(passphrase: string): Promise<PassphraseCrypter> {
    const salt = randomBytes(8);
    const key = await deriveKey(passphrase, salt);
    return new PassphraseCrypter(`v1:${salt.toString("base64")}:${encrypt(key, VERIFICATION)}`, key);
  }

  /** @throws WrongPassphraseError when the salt was made with another passphrase */
  static async open(passphrase: string, salt: string): Promise<PassphraseCrypter> {
    const [version, encoded, ...verification] = salt.split(":");
    if (version !== "v1" || !encoded || verification.length !== 3) {
      throw new Error("the state's encryption salt has an unknown form");
    }
    const key = await deriveKey(passphrase, Buffer.from(encoded, "base64"));
    try {
      if (decrypt(key, verification.join(":")) === VERIFICATION) return new PassphraseCrypter(salt, key);
    } catch {
      // A wrong key shows as failed authentication; the message below says it in the user's terms.
    }
    throw new WrongPassphraseError("wrong passphrase: the secrets in this state were encrypted with another one");
  }

  encrypt(text: string): string {
    return encrypt(this.key, text);
  }

  decrypt(text: string): string {
    return decrypt(this.key, text);
  }
}

function encrypt(key: Buffer, text: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${data.toString("base64")}`;
}

function decrypt(key: Buffer, text: string): string {
  const [version, nonce, encoded] = text.split(":");
  if (version !== "v1" || !nonce || encoded === undefined) throw new Error("an encrypted value has an unknown form");
  const data = Buffer.from(encoded, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  return decipher.update(data.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}
