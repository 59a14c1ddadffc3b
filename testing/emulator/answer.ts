import type { ServerResponse } from "node:http";
import type { Fault } from "./faults";
import type { EmulatedResponse } from "./message";

const FLOOD_PIECE = Buffer.alloc(64 * 1024, " ");

/** Writes an answer, spoiled by a fault where there is one. */
export async function answer(out: ServerResponse, response: EmulatedResponse, fault: Fault | undefined): Promise<void> {
  const altered = fault?.kind === "alter" ? fault.alter(structuredClone(response.body)) : response.body;
  const isText = typeof altered === "string";
  const text = isText ? altered : JSON.stringify(altered);
  out.statusCode = response.status;
  out.setHeader("content-type", isText ? "text/html" : "application/json");
  for (const [name, value] of Object.entries(response.headers ?? {})) out.setHeader(name, value);

  switch (fault?.kind) {
    case "drip":
      out.setHeader("content-length", Buffer.byteLength(text));
      return drip(out, text, fault.interval);
    case "truncate":
      out.setHeader("content-length", Buffer.byteLength(text));
      out.write(text.slice(0, Math.floor(text.length / 2)), () => out.socket?.destroy());
      return;
    case "wrong-length":
      out.setHeader("content-length", Math.floor(Buffer.byteLength(text) / 2));
      out.strictContentLength = false;
      out.end(text);
      return;
    case "flood":
      return flood(out, fault.bytes);
    default:
      out.end(text);
  }
}

async function drip(out: ServerResponse, text: string, interval: number): Promise<void> {
  for (const character of text) {
    if (out.destroyed) return;
    out.write(character);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  out.end();
}

async function flood(out: ServerResponse, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes && !out.destroyed; sent += FLOOD_PIECE.length) {
    if (out.write(FLOOD_PIECE)) continue;
    await new Promise<void>((resolve) => {
      out.once("drain", resolve);
      out.once("close", resolve);
    });
  }
  out.end();
}
