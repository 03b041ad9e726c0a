import { once } from "node:events";
import pino from "pino";
import { connectDatabase, currentDatabase, inTransaction } from "#models/connection.server.ts";
import { registerProcess } from "#services/process-register.server.ts";

/** A process of its own: stops half-way in its transaction, tells its parent and waits to be woken. */
interface Thing {
  _id: string;
  by: string;
}

await connectDatabase(process.env["MONGODB_URI"] ?? "");
const register = await registerProcess(() => new Date(), pino({ level: "silent" }), 50);
const things = currentDatabase().collection<Thing>("things");
let attempts = 0;
await inTransaction(async (session) => {
  attempts += 1;
  const change = { $set: { by: "the sleeper" } };
  await things.updateOne({ _id: "one" }, change, { session });
  if (attempts === 1) {
    process.send?.("inside");
    await once(process, "message");
  }
  await things.updateOne({ _id: "two" }, change, { session });
});
process.send?.({ attempts });
await once(process, "message");
await register.close();
process.exit();
