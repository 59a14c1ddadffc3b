import { check } from "./check";
import type { Settings } from "./settings";
import { UNKNOWN } from "./unknown";

const none: Settings = () => undefined;
const configured: Settings = (name) =>
  ({ storeHash: "abc123", email: "admin@example.com", password: "canary-password" })[name as string];
const makeName = (prefix: string) => `${prefix}-made`;
const given = { storeHash: "abc123", email: "admin@example.com", password: "canary-password", name: "ERP" };

test("complete inputs pass as they are", () => {
  expect(check(undefined, given, none, makeName)).toEqual({ inputs: given, failures: [] });
});

test("everything that is missing is named at once, with the ways to give it", () => {
  const { failures } = check(undefined, { namePrefix: "erp" }, none, makeName);
  expect(failures.map(({ property }) => property)).toEqual(["storeHash", "email", "password"]);
  expect(failures[2]?.reason).toContain("pulumi config set --secret bigcommerce-b2b:password");
  expect(failures[2]?.reason).toContain("BIGCOMMERCE_B2B_PASSWORD");
});

test("store hash and email are kept from the configuration; the password is not", () => {
  const { inputs, failures } = check(undefined, { namePrefix: "erp" }, configured, makeName);
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ storeHash: "abc123", email: "admin@example.com", name: "erp-made", namePrefix: "erp" });
});

test("an existing token needs no password", () => {
  const news = { storeHash: "abc123", email: "admin@example.com", name: "ERP" };
  expect(check(news, news, none, makeName).failures).toEqual([]);
});

test("a made name is kept for life", () => {
  const olds = { name: "erp-first", namePrefix: "erp" };
  expect(check(olds, { namePrefix: "erp" }, configured, makeName).inputs.name).toBe("erp-first");
  expect(check(olds, { namePrefix: "renamed" }, configured, makeName).inputs).toMatchObject({
    name: "erp-first",
    namePrefix: "erp",
  });
});

test("a name of the user's that is left out later gives way to a made one", () => {
  expect(check({ name: "ERP" }, { namePrefix: "erp" }, configured, makeName).inputs.name).toBe("erp-made");
});

test("unknown values pass", () => {
  const news = { storeHash: UNKNOWN, email: UNKNOWN, password: UNKNOWN, name: UNKNOWN };
  expect(check(undefined, news, none, makeName)).toEqual({ inputs: news, failures: [] });
});

test("all that is wrong is named at once, by property, and no value is quoted", () => {
  const { failures } = check(
    undefined,
    {
      storeHash: "https://store-canary.example",
      email: "canary",
      password: 7,
      name: "canary\u001b[31m",
      pasword: "canary",
    },
    none,
    makeName,
  );
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "email",
    "name",
    "password",
    "pasword",
    "storeHash",
  ]);
  expect(JSON.stringify(failures)).not.toContain("canary");
});

test("a wrong value from the configuration says where it comes from", () => {
  const { failures } = check(undefined, given, (name) => (name === "email" ? "nobody" : undefined), makeName);
  expect(failures).toEqual([]);
  const fromConfig = check(
    undefined,
    { ...given, email: undefined },
    (name) => (name === "email" ? "nobody" : undefined),
    makeName,
  );
  expect(fromConfig.failures[0]?.reason).toContain("bigcommerce-b2b:email");
});

test("the provider's text passes untouched", () => {
  expect(check(undefined, { ...given, __provider: "text" }, none, makeName).inputs.__provider).toBe("text");
});
