import type { Command } from "commander";
import { allModels } from "#models/all.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { claimFolder } from "#scripts/run/instance.ts";
import { Failure } from "#scripts/run/failure.ts";
import { seedOnce } from "#scripts/run/prepare.ts";
import { withJson, withRuntime } from "./session.ts";

export function demoCommands(program: Command): void {
  const demo = program.command("demo").description("the demo workspace");
  withJson(demo.command("reset"))
    .description("throws away EVERYTHING in this data folder's database and seeds the demo again")
    .option("--yes", "needed when MONGODB_URI is set: that database may hold more than a demo")
    .action((options: { json?: boolean; yes?: boolean }) =>
      withRuntime(options, async (rt) => {
        if (process.env["MONGODB_URI"] && !options.yes) {
          throw new Failure("MONGODB_URI is set. Add --yes if its database may be emptied.");
        }
        const instance = await claimFolder(rt.config.ANTIPHON_DATA);
        try {
          await currentDatabase().dropDatabase();
          await ensureIndexes(allModels);
          const data = await seedOnce(rt);
          const lines = data.signIns.map((row) => `  ${row.role}: ${row.email}  ${row.password}`);
          return { data, lines: ["The demo is fresh again.", ...lines] };
        } finally {
          await instance.release();
        }
      }),
    );
}
