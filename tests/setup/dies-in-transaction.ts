import { parseConfig } from "#core/config.ts";
import { currentDatabase, inTransaction } from "#models/connection.server.ts";
import { createRuntime } from "#services/create-runtime.server.ts";

/** A process of its own: changes one document in a transaction and is killed before it commits. */
await createRuntime(parseConfig(process.env), "cli");
await inTransaction(async (session) => {
  await currentDatabase()
    .collection<{ _id: string }>("things")
    .updateOne({ _id: "one" }, { $set: { by: "the dead" } }, { session });
  process.kill(process.pid, "SIGKILL");
});
