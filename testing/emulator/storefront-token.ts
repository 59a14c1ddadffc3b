import { randomUUID } from "node:crypto";
import { sign, verify } from "jsonwebtoken";

const SECRET = "storefront";
const CUSTOMER_SECRET = "current-customer";
const ONE_DAY = 24 * 60 * 60;

/** A storefront token, valid one day. */
export function signStorefrontToken(claims: object, now: number): string {
  const iat = Math.floor(now / 1000);
  return sign({ ...claims, iat, exp: iat + ONE_DAY, jti: randomUUID() }, SECRET, { algorithm: "HS256" });
}

/** A JWT such as the Current Customer API gives. */
export function signCustomerToken(customerId: number, now: number): string {
  const iat = Math.floor(now / 1000);
  return sign({ customer: { id: customerId }, iat, exp: iat + 900 }, CUSTOMER_SECRET, { algorithm: "HS256" });
}

export function verifyCustomerToken(token: string, now: number): { customerId: number } | undefined {
  try {
    const claims = verify(token, CUSTOMER_SECRET, { algorithms: ["HS256"], clockTimestamp: Math.floor(now / 1000) });
    return typeof claims === "string" ? undefined : { customerId: claims.customer.id };
  } catch {
    return undefined;
  }
}
