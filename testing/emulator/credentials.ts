import type { StoreSettings } from "./store";

/** The store of an emulator that is started by hand, and its users. */
export const testStore = {
  hash: "abc123",
  users: [
    { email: "admin@example.com", password: "correct-horse-battery", role: "administrator" },
    { email: "custom@example.com", password: "correct-horse-battery", role: "custom" },
  ],
  accessTokens: ["emulated-access-token"],
} as const satisfies { hash: string; users: readonly object[]; accessTokens: readonly string[] };

export function testStoreSettings(): StoreSettings {
  return { hash: testStore.hash, users: [...testStore.users], accessTokens: [...testStore.accessTokens] };
}
