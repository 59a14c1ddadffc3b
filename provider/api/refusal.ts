import { type ErrorBody, errorBody, errorMessages, type Operation } from "./contract";
import { B2bError, type ErrorDetails } from "./errors";
import { printable } from "./printable";
import type { HttpResponse } from "./transport";

/**
 * Turns an answer other than 200 into an error in the user's terms. The one place that tells errors apart.
 *
 * @param secrets every secret value that the request held; an answer that repeats one is not quoted
 */
export function refusal(operation: Operation, response: HttpResponse, secrets: readonly string[]): B2bError {
  const { status } = response;
  const body = parseErrorBody(response.body);
  const text = body?.data?.errMsg ?? body?.meta.message;
  const error = (code: B2bError["code"], message: string, effect: ErrorDetails["effect"] = "none") =>
    new B2bError(code, message, { effect, status, requestId: requestId(response) });
  const said = text === undefined ? "" : quote(text, secrets);

  if (status === 400 && text === errorMessages.invalidCredentials)
    return error(
      "INVALID_CREDENTIALS",
      "The store refused the email or the password. Check both, and that the user belongs to this store.",
    );
  if (status === 400 && text === errorMessages.roleForbidden)
    return error(
      "ROLE_FORBIDDEN",
      "The user's role may not make tokens: only the pre-built Administrator and Store Owner roles may, custom roles may not, whatever their permissions.",
    );
  if (status === 401 || (status === 403 && operation !== "createServerToServerToken"))
    return error(
      "CREDENTIAL_REFUSED",
      `The store refused the credential of this call (${status})${said}: it was deleted, has expired, or may not do this.`,
    );
  if (status === 403) return error("FORBIDDEN", `The store forbids this call (403)${said}.`);
  if (status === 404 && operation === "deleteServerToServerToken" && text === errorMessages.noMatchingToken)
    return error("TOKEN_NOT_FOUND", "The store has no token of this id.");
  if (status === 404)
    return error("STORE_NOT_FOUND", `The store answered 404${said}. Check the store hash and the base URL.`);
  if (
    operation === "createServerToServerToken" &&
    (status === 409 ||
      (status === 400 &&
        /\bname\b.*\b(exists?|taken|unique|used?|duplicate)|\bduplicate\b.*\bname\b/i.test(text ?? "")))
  )
    return error(
      "NAME_TAKEN",
      "The store already has a token of this name, and its names are unique. Choose another name, or leave `name` out to have a unique one made; to replace a token under its own name, set `deleteBeforeReplace`.",
    );
  if (status === 429) return error("RATE_LIMITED", "The store's rate limit is used up (429).");
  if (status >= 500)
    return error("STORE_UNAVAILABLE", `The store could not answer (${status})${said}. Try again later.`, "unknown");
  if (status >= 300 && status < 400)
    return error(
      "UNEXPECTED_RESPONSE",
      `The store answered with a redirect (${status}), which is not followed because the request holds secrets. Check the base URL: it must start with https://.`,
      "unknown",
    );
  if (status >= 400 && status !== 408)
    return error("REQUEST_REFUSED", `The store refused the request (${status})${said}.`);
  return error(
    "UNEXPECTED_RESPONSE",
    `The store gave an answer that its documentation does not know (${status}).`,
    "unknown",
  );
}

export function requestId(response: HttpResponse): string | undefined {
  const id = response.headers["x-request-id"] ?? response.headers["cf-ray"];
  return typeof id === "string" && /^[\w-]{4,64}$/.test(id) ? id : undefined;
}

function parseErrorBody(text: string): ErrorBody | undefined {
  try {
    return errorBody.parse(JSON.parse(text));
  } catch {
    // A gateway answers HTML; the status says what can be said.
    return undefined;
  }
}

/** Shortest run of characters that counts as a part of a secret. */
const SECRET_PART = 6;

function quote(text: string, secrets: readonly string[]): string {
  const repeatsSecret = secrets.some((secret) =>
    forms(secret).some((form) => {
      if (form.length <= SECRET_PART) return form !== "" && text.includes(form);
      for (let i = 0; i + SECRET_PART <= form.length; i++)
        if (text.includes(form.slice(i, i + SECRET_PART))) return true;
      return false;
    }),
  );
  return repeatsSecret || /eyJ[\w-]{8,}/.test(text) ? "" : `: "${printable(text)}"`;
}

function forms(secret: string): string[] {
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").replace(/=+$/, "")];
}
