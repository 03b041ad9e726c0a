import { fileURLToPath } from "node:url";
import { Command, CommanderError } from "commander";
import { accountCommands } from "./cli/account.ts";
import { consentCommands } from "./cli/consent.ts";
import { databaseCommands } from "./cli/database.ts";
import { demoCommands } from "./cli/demo.ts";
import { doctorCommand } from "./cli/doctor.ts";
import { importCommand } from "./cli/import.ts";
import { journalCommands } from "./cli/journal.ts";
import { keyCommands } from "./cli/keys.ts";
import { Failure } from "./run/failure.ts";

/** The operator's command line: `npm run cli -- <command>`. Exit code 0 = fine, 1 = not, 2 = wrong use. */
function createProgram(): Command {
  const program = new Command("antiphon")
    .description("Antiphon from the command line. Every command takes --json.")
    .exitOverride()
    .showHelpAfterError();
  const parts = [importCommand, accountCommands, consentCommands, keyCommands, databaseCommands];
  for (const add of [...parts, demoCommands, journalCommands, doctorCommand]) add(program);
  return program;
}

/** Runs one command; its end is in `process.exitCode`. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync([...argv], { from: "user" });
  } catch (error) {
    const isUse = error instanceof CommanderError;
    if (isUse && error.exitCode === 0) return;
    process.exitCode = isUse ? 2 : 1;
    // Commander has spoken already.
    if (!isUse) console.error(error instanceof Failure ? error.message : error);
    // Who asked for JSON reads standard output alone.
    const words = error instanceof Error ? error.message : String(error);
    if (argv.includes("--json")) console.log(JSON.stringify({ error: words }));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runCommand(process.argv.slice(2));
