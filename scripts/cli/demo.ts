import type { Command } from "commander";
import { allModels } from "#models/all.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { Failure } from "#scripts/run/failure.ts";
import { seedOnce } from "#scripts/run/prepare.ts";
import { forgetFolderMark } from "#services/deployment-file.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { withJson, withRuntime, type Answer } from "./session.ts";

export function demoCommands(program: Command): void {
  const demo = program.command("demo").description("the demo workspace");
  withJson(demo.command("reset"))
    .description("throws away EVERYTHING in this data folder's database and seeds the demo again")
    .option("--yes", "needed when MONGODB_URI is set: that database may hold more than a demo")
    .action((options: { json?: boolean; yes?: boolean }) =>
      withRuntime(options, (rt) => reset(rt, options.yes === true), {
        aloneBecause: "what its processes hold in memory would be about rows that are gone.",
      }),
    );
}

async function reset(rt: Runtime, isSure: boolean): Promise<Answer> {
  if (process.env["MONGODB_URI"] && !isSure) {
    throw new Failure("MONGODB_URI is set. Add --yes if its database may be emptied.");
  }
  await currentDatabase().dropDatabase();
  // Emptied on purpose: the next start must not take the fresh demo for an older copy.
  await forgetFolderMark(rt);
  await ensureIndexes(allModels);
  const data = await seedOnce(rt);
  const lines = data.signIns.map((row) => `  ${row.role}: ${row.email}  ${row.password}`);
  return { data, lines: ["The demo is fresh again.", ...lines] };
}
