import { testStore, testStoreSettings } from "../../testing/emulator/credentials";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../testing/emulator/emulator";
import { B2bAuthClient, type ClientOptions } from "../api/client";
import { Secret } from "../api/secret";
import type { Authority } from "./authority";
import { createToken, type TokenRequest } from "./create";
import { deleteToken } from "./delete";
import { readToken } from "./read";
import { Store } from "./store";
import { uniqueName } from "./unique-name";

let emulator: Emulator;
let store: Store;
const user = { email: testStore.users[0].email, password: new Secret(testStore.users[0].password) };

async function start(options: EmulatorOptions = {}, client: ClientOptions = {}): Promise<void> {
  emulator = await startEmulator({ stores: [testStoreSettings()], rateLimit: { requests: 1e9 }, ...options });
  newRun(client);
}

/** What the next run of the engine starts with. */
function newRun(options: ClientOptions = {}): void {
  const client = new B2bAuthClient({
    baseUrl: emulator.url,
    rateLimit: { requests: 1e9 },
    announce: () => {},
    ...options,
  });
  store = new Store(client, testStore.hash);
}

function request(name = uniqueName("erp"), authority: Authority = { user }): TokenRequest {
  return { name, nameIsUnique: true, ...user, authority };
}

const bounds = () => ({ deadline: store.client.deadline() });
const make = (count: number, parallel: number) => {
  const requests = Array.from({ length: count }, () => request());
  const worker = async (): Promise<void> => {
    for (let next = requests.pop(); next !== undefined; next = requests.pop()) await createToken(store, next, bounds());
  };
  return Promise.all(Array.from({ length: parallel }, worker));
};

afterEach(async () => {
  await store.client.close();
  await emulator.close();
});

test("a create sends one POST and one GET and gives the id, the value and the name", async () => {
  await start();
  const asked = request();
  const token = await createToken(store, asked, bounds());
  const [record] = emulator.store(testStore.hash).tokens;
  expect(token).toMatchObject({ id: record?.id, name: asked.name, eventChannel: "api" });
  expect(token.token.reveal()).toBe(record?.token);
  expect(emulator.requests.counts()).toEqual({ POST: 1, GET: 1 });
});

test.each([
  ["oldest-first", 8],
  ["newest-first", 8],
  ["oldest-first", 64],
] as const)(
  "100 tokens in a store of 10,000 listed %s, %d at a time, share their list calls",
  async (order, parallel) => {
    await start({ switches: { order } });
    emulator.store(testStore.hash).seed(10_000);
    await make(100, parallel);
    const { POST, GET } = emulator.requests.counts();
    expect(POST).toBe(100);
    expect(GET).toBeLessThanOrEqual(15);
  },
);

test("reads of one run share one listing, and a token that the list lacks is gone", async () => {
  await start();
  await make(100, 10);
  const records = emulator.store(testStore.hash).tokens;
  emulator.store(testStore.hash).delete(records[7]?.id ?? 0);
  emulator.requests.clear();
  newRun();
  const read = await Promise.all(
    records.map(({ id, name, email, token }) =>
      readToken(store, { tokenId: id, name, nameIsUnique: true, email, token: new Secret(token) }, { user }, bounds()),
    ),
  );
  expect(read.map((token) => token === undefined).indexOf(true)).toBe(7);
  expect(read.filter((token) => token === undefined)).toHaveLength(1);
  expect(emulator.requests.counts()).toEqual({ GET: 1 });
});

test("a revoked token is found gone by a temporary token, which is deleted again", async () => {
  await start();
  const token = await createToken(store, request(), bounds());
  emulator.store(testStore.hash).delete(token.id);
  newRun();
  const held = { tokenId: token.id, name: token.name, nameIsUnique: true, email: token.email, token: token.token };
  await expect(readToken(store, held, { user }, bounds())).resolves.toBeUndefined();
  expect(emulator.store(testStore.hash).tokens).toEqual([]);
  newRun();
  await expect(readToken(store, held, {}, bounds())).rejects.toMatchObject({
    code: "CREDENTIAL_REFUSED",
    message: expect.stringContaining("Configure a second credential"),
  });
});

test("a delete sends one DELETE with the token's own value", async () => {
  await start();
  const token = await createToken(store, request(), bounds());
  emulator.requests.clear();
  newRun();
  const held = { tokenId: token.id, name: token.name, nameIsUnique: true, email: token.email, token: token.token };
  await deleteToken(store, held, { user }, bounds());
  expect(emulator.requests.counts()).toEqual({ DELETE: 1 });
  expect(emulator.store(testStore.hash).tokens).toEqual([]);
  await deleteToken(store, held, { user }, bounds());
  expect(emulator.store(testStore.hash).tokens).toEqual([]);
});

test.each([true, false])(
  "a create whose answer is lost (processed: %s) ends with one live token",
  async (processed) => {
    await start();
    emulator.faults.add({ operation: "createServerToServerToken", fault: { kind: "reset", processed } });
    const token = await createToken(store, request(), bounds());
    expect(
      emulator
        .store(testStore.hash)
        .live()
        .map(({ id }) => id),
    ).toEqual([token.id]);
  },
);
