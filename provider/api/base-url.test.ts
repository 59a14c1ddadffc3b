import { DEFAULT_BASE_URL, parseBaseUrl } from "./base-url";

test.each([
  [DEFAULT_BASE_URL, DEFAULT_BASE_URL],
  ["https://api-b2b.bigcommerce.com/api/v3/io/", "https://api-b2b.bigcommerce.com/api/v3/io"],
  ["https://proxy.example.com:8443/io", "https://proxy.example.com:8443/io"],
  ["https://API-B2B.bigcommerce.com/api/io", "https://api-b2b.bigcommerce.com/api/io"],
  ["https://api-b2b.bigcommerce.com:443/api/io", "https://api-b2b.bigcommerce.com/api/io"],
  ["http://127.0.0.1:4010/api/io", "http://127.0.0.1:4010/api/io"],
  ["http://localhost:4010/api/io", "http://localhost:4010/api/io"],
  ["http://[::1]:4010/api/io", "http://[::1]:4010/api/io"],
])("takes %s", (text, url) => {
  expect(parseBaseUrl(text)).toBe(url);
});

test.each([
  "",
  "api-b2b.bigcommerce.com",
  "http://api-b2b.bigcommerce.com/api/io",
  "ftp://api-b2b.bigcommerce.com",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "https://user@api-b2b.bigcommerce.com/",
  "https://user:secret@api-b2b.bigcommerce.com/",
  "https://api-b2b.bigcommerce.com@evil.example/",
  "https://@evil.example/",
  "https://api-b2b.bigcommerce.com./api/io",
  "http://127.0.0.1.:4010/api/io",
  "http://localhost.:4010/",
  "http://localhost.evil.example/",
  "http://127.0.0.1.evil.example/",
  "http://0177.0.0.1/",
  "http://0x7f.0.0.1/",
  "http://2130706433/",
  "http://127.1/",
  "http://[::ffff:127.0.0.1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://10.0.0.1/",
  "https://169.254.169.254/latest",
  "https://0xa9fea9fe/",
  "http://0.0.0.0:4010/",
  "https://api%2Db2b.bigcommerce.com/",
  "https://ａpi-b2b.bigcommerce.com/",
  "https://api-b2b。bigcommerce.com/",
  "http://①②⑦.0.0.1/",
  "https:\\\\evil.example\\api",
  "https:evil.example/api",
  "https://api-b2b.bigcommerce.com\t.evil.example/",
  "https://api-b2b.bigcommerce.com/api/io?next=1",
  "https://api-b2b.bigcommerce.com/api/io#part",
  " https://api-b2b.bigcommerce.com/api/io",
])("refuses %j", (text) => {
  expect(() => parseBaseUrl(text)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});

test("a refused base URL with a password in it is not repeated", () => {
  expect(() => parseBaseUrl("https://user:canary-of-a-password@example.com/")).toThrow(/^(?!.*canary).*$/);
});
