import { B2bError } from "./errors";

/** Documented base URL of the B2B Edition REST Management API. */
export const DEFAULT_BASE_URL = "https://api-b2b.bigcommerce.com/api/io";

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/**
 * Checks a base URL and returns it without a trailing slash.
 *
 * Passwords and tokens are sent there, so it must be HTTPS (plain HTTP only to this machine: `localhost`, `127.0.0.1`,
 * `[::1]`), written as it is resolved (no other spelling of an address or host), without user, query or fragment.
 *
 * @throws B2bError `INVALID_INPUT`, saying what is wrong with it
 */
export function parseBaseUrl(text: string): string {
  const refuse = (why: string): never => {
    throw new B2bError("INVALID_INPUT", `The base URL ${why}. Expected a URL such as ${DEFAULT_BASE_URL}.`);
  };
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return refuse("is not an http(s) URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || text.includes("@"))
    return refuse("must not hold a user name or password");
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) return refuse("must not have a query or a fragment");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url)))
    return refuse("must start with https:// (http:// only for localhost, 127.0.0.1 and [::1])");
  // The URL parser rewrites hosts (octal or hexadecimal addresses, percent-encoding, full-width letters): whoever
  // reads the configuration must see the host that the password goes to.
  const spelled = text.slice(text.indexOf("//") + 2).split("/", 1)[0] ?? "";
  if (spelled.toLowerCase() !== url.host && spelled.toLowerCase() !== `${url.host}:${defaultPort(url)}`)
    return refuse("must spell its host in plain form");
  if (url.hostname.endsWith(".")) return refuse("must not have a host that ends with a dot");
  if (/^[\d.]+$|^\[/.test(url.hostname) && !isLoopback(url)) return refuse("must name a host, not an address");
  return url.href.replace(/\/+$/, "");
}

function defaultPort(url: URL): string {
  return url.protocol === "https:" ? "443" : "80";
}
