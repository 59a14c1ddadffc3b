import { Command } from "commander";
import { printable } from "../provider/api/printable";
import type { ListedToken } from "../provider/resource/list-tokens";
import { listTokens } from "../provider/resource/list-tokens";
import { Session } from "../provider/resource/session";

/** `b2b-tokens list`: what a store lists, without values. */
export function listCommand(): Command {
  return new Command("list")
    .description("List a store's server-to-server tokens. Values are never printed; fingerprints are.")
    .option("--store-hash <hash>", "store to list; default: BIGCOMMERCE_B2B_STORE_HASH")
    .option("--json", "print JSON instead of a table")
    .addHelpText(
      "after",
      `
Credentials come from the environment, never from arguments, where other users of the machine could read them:
BIGCOMMERCE_B2B_ACCESS_TOKEN (an X-Auth-Token) or BIGCOMMERCE_B2B_AUTH_TOKEN; or BIGCOMMERCE_B2B_EMAIL and
BIGCOMMERCE_B2B_PASSWORD, with which a temporary token is made and deleted again.`,
    )
    .action(async (options: { storeHash?: string; json?: boolean }) => {
      const tokens = await listTokens({
        given: options.storeHash === undefined ? {} : { storeHash: options.storeHash },
        config: () => undefined,
        environment: process.env,
        session: new Session(),
        mayUsePassword: true,
      });
      process.stdout.write(options.json ? `${JSON.stringify(tokens.map(withoutValue), null, 2)}\n` : table(tokens));
    });
}

function withoutValue({ token: _, ...shown }: ListedToken): Omit<ListedToken, "token"> {
  return shown;
}

function table(tokens: ListedToken[]): string {
  const rows = [
    ["ID", "NAME", "EMAIL", "CHANNEL", "FINGERPRINT"],
    ...tokens.map(({ tokenId, name, email, eventChannel, fingerprint }) =>
      [String(tokenId), name, email, eventChannel, fingerprint].map(printable),
    ),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
