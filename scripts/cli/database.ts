import { access } from "node:fs/promises";
import type { Command } from "commander";
import { Failure } from "#scripts/run/failure.ts";
import { withJson, withRuntime } from "./session.ts";
import { exportTo, importFrom, type Counts } from "./transfer.ts";

export function databaseCommands(program: Command): void {
  const db = program.command("db").description("moving all data between databases");
  withJson(db.command("export <file>"))
    .description("writes every document to one checksummed file of lines")
    .action((file: string, options: { json?: boolean }) =>
      withRuntime(options, async () => {
        const counts = await exportTo(file);
        const more = "Take secrets.json and the files folder of the data folder along with it.";
        return { data: { file, counts }, lines: [words("Wrote", counts, file), more] };
      }),
    );
  withJson(db.command("import <file>"))
    .description("reads such a file into an empty database")
    .action(async (file: string, options: { json?: boolean }) => {
      await access(file).catch(() => {
        throw new Failure(`There is no file ${file}.`);
      });
      await withRuntime(options, async () => {
        const counts = await importFrom(file);
        return { data: { file, counts }, lines: [words("Read", counts, file)] };
      });
    });
}

function words(verb: string, counts: Counts, file: string): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${verb} ${total} documents of ${Object.keys(counts).length} collections: ${file}`;
}
