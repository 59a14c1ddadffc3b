import { inspect } from "node:util";
import { Secret } from "./secret";

test("a secret shows its value only where it is revealed", () => {
  const secret = new Secret("canary-value");
  const holder = { deep: { secret, list: [secret] } };
  for (const shown of [
    String(secret),
    `${secret}`,
    JSON.stringify(holder),
    inspect(holder, { showHidden: true, depth: 9, getters: true }),
    Object.entries(secret).join(),
  ])
    expect(shown).not.toContain("canary");
  expect(inspect(secret)).toBe("[secret]");
  expect(secret.reveal()).toBe("canary-value");
  expect(secret.equals(new Secret("canary-value"))).toBe(true);
  expect(secret.equals("other")).toBe(false);
});
