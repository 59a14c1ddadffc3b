import { Command, InvalidArgumentError } from "commander";
import { testStore, testStoreSettings } from "../testing/emulator/credentials";
import { startEmulator } from "../testing/emulator/emulator";

/** `b2b-tokens emulator`: the API's stand-in, until it is interrupted. */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run an emulator of the B2B Edition authentication API on this machine, to try things out.")
    .option("--port <number>", "port on 127.0.0.1; default: any free one", port)
    .action(async (options: { port?: number }) => {
      const emulator = await startEmulator({ port: options.port, stores: [testStoreSettings()] });
      const [administrator] = testStore.users;
      process.stdout.write(
        [
          "Emulator of the B2B Edition authentication API. Its store lives in memory and ends with it (Ctrl-C).",
          "",
          `export BIGCOMMERCE_B2B_BASE_URL=${emulator.url}`,
          `export BIGCOMMERCE_B2B_STORE_HASH=${testStore.hash}`,
          `export BIGCOMMERCE_B2B_EMAIL=${administrator.email}`,
          `export BIGCOMMERCE_B2B_PASSWORD=${administrator.password}`,
          "",
        ].join("\n"),
      );
      const stop = () => void emulator.close().then(() => process.exit(0));
      process.once("SIGINT", stop);
      process.once("SIGTERM", stop);
    });
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
