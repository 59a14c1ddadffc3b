import { diff } from "./diff";
import { UNKNOWN } from "./unknown";

const olds = { storeHash: "abc123", email: "admin@example.com", password: "p", name: "ERP", tokenId: 7 };
const { tokenId: _, ...same } = olds;

test("the same inputs change nothing", () => {
  expect(diff(olds, same)).toEqual({ changed: [], replaces: [], incomplete: false });
});

test.each(["storeHash", "email", "name"])("a changed %s replaces", (property) => {
  expect(diff(olds, { ...same, [property]: "other" })).toMatchObject({ changed: [property], replaces: [property] });
});

test.each(["other", undefined])("a password that becomes %j is an update", (password) => {
  expect(diff(olds, { ...same, password })).toMatchObject({ changed: ["password"], replaces: [] });
});

test("a value that is not known yet counts as changed", () => {
  expect(diff(olds, { ...same, email: UNKNOWN })).toMatchObject({ replaces: ["email"] });
});

test("the case of an email does not replace", () => {
  expect(diff(olds, { ...same, email: "Admin@Example.com" }).changed).toEqual([]);
});

test("a token whose id is not known must be completed", () => {
  expect(diff(same, same).incomplete).toBe(true);
});
