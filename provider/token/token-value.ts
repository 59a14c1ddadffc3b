import { createHash } from "node:crypto";
import type { JwtPayload } from "jsonwebtoken";
import type { Secret } from "../api/secret";

/** First 16 hexadecimal digits of the value's SHA-256: tells values apart without telling them. */
export function fingerprint(token: Secret): string {
  return createHash("sha256").update(token.reveal()).digest("hex").slice(0, 16);
}

/** Whether a listed value is a placeholder rather than a token: it must never overwrite a held one. */
export function isMasked(token: Secret): boolean {
  return !/^[\w-]{4,}\.[\w-]{4,}\.[\w-]{4,}$/.test(token.reveal());
}

/** The claims of a token that are of use here; undocumented, so any may be missing. Times in Unix seconds. */
export interface Claims {
  storeHash?: string;
  expiresAt?: number;
}

export function claimsOf(token: Secret): Claims {
  const { decode }: typeof import("jsonwebtoken") = require("jsonwebtoken");
  let payload: JwtPayload | string | null;
  try {
    payload = decode(token.reveal());
  } catch {
    payload = null;
  }
  if (payload === null || typeof payload === "string") return {};
  const { exp, store_hash: storeHash } = payload;
  return {
    ...(typeof storeHash === "string" ? { storeHash } : {}),
    ...(Number.isFinite(exp) ? { expiresAt: exp } : {}),
  };
}
