import { MongoBackend } from "@agendajs/mongo-backend";
import { Agenda } from "agenda";
import { Pool } from "undici";
import { connectDatabase, currentDatabase } from "#models/connection.server.ts";
import { measured } from "./sender.ts";

/** What most tools of this kind do: one job per recipient, with the settings that suit it best. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  uri: string;
  url: string;
  people: number;
  /** Give up after this long; what was done by then is the rate. */
  limitMs: number;
};
await connectDatabase(input.uri, { appName: "antiphon-bench-agenda", maxPoolSize: 50 });
const pool = new Pool(input.url, { connections: 64, pipelining: 1 });
const agenda = new Agenda({
  backend: new MongoBackend({ mongo: currentDatabase() as never, collection: "naiveJobs" }),
  processEvery: 200,
  maxConcurrency: 200,
  defaultConcurrency: 200,
  // Agenda runs nothing before it has locked this many, one look through the queue each.
  defaultLockLimit: 50,
});
agenda.on("error", () => {});
await agenda.ready;
let sent = 0;
// oxlint-disable-next-line typescript/no-misused-promises -- agenda awaits it
agenda.define<{ index: number }>("send", async (job) => {
  const { index } = job.attrs.data;
  const answer = await pool.request({
    path: "/v25.0/1001/messages",
    method: "POST",
    headers: { authorization: "Bearer token", "content-type": "application/json" },
    body: JSON.stringify({
      messaging_product: "whatsapp",
      recipient_type: "individual",
      to: `3161${String(index).padStart(7, "0")}`,
      biz_opaque_callback_data: `dlv_${String(index).padStart(26, "0")}`,
      type: "text",
      text: { preview_url: true, body: `Hello Person${index}, tulips in Utrecht!` },
    }),
  });
  await answer.body.dump();
  sent += 1;
});
const now = new Date();
const jobs = Array.from({ length: input.people }, (_, index) => ({
  name: "send",
  type: "normal",
  priority: 0,
  nextRunAt: now,
  data: { index },
  shouldSaveResult: false,
}));
for (let at = 0; at < jobs.length; at += 1_000) {
  await currentDatabase()
    .collection("naiveJobs")
    .insertMany(jobs.slice(at, at + 1_000));
}

await measured(async () => {
  const until = performance.now() + input.limitMs;
  await agenda.start();
  while (sent < input.people && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { sent };
});
// Measured and told. Agenda goes on with jobs it has locked: closing what they use makes it fail or wait.
process.exit(0);
