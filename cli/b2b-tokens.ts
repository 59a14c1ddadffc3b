#!/usr/bin/env node
import { Command } from "commander";
import { version } from "../provider/api/version";
import { emulatorCommand } from "./emulator-command";
import { listCommand } from "./list-command";
import { reportFailure } from "./report-failure";

const program = new Command("b2b-tokens")
  .description("Server-to-server tokens of BigCommerce B2B Edition stores.")
  .version(version)
  .addCommand(listCommand())
  .addCommand(emulatorCommand());

program.parseAsync().catch(reportFailure);
