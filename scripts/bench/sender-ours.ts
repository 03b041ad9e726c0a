import { whatsapp } from "#channels/whatsapp/index.ts";
import { Deliveries } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { planRun } from "#services/planning.server.ts";
import { readProgress, reconcile, startRun } from "#services/runs.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { openBenchRuntime, startBenchPump, whatsappValues } from "./bench-runtime.ts";
import { measured } from "./sender.ts";

/** The product's own worker on the real database, from batches to rows; planning included when asked. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  uri: string;
  url: string;
  people: number;
  isPlanned: boolean;
};
const { rt, close } = await openBenchRuntime(input.uri);
const accounts = [{ adapter: whatsapp, values: whatsappValues(input.url) }];
const { campaignId } = await seedCampaign({ people: input.people, accounts }, rt);
let runId = "";
if (input.isPlanned) runId = await start();

async function start(): Promise<string> {
  const started = await startRun(campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  if (input.isPlanned) await planRun(started.value.runId, rt);
  return started.value.runId;
}

await measured(async () => {
  const pump = await startBenchPump(rt);
  if (!input.isPlanned) runId = await start();
  for (;;) {
    const progress = await readProgress(runId, rt);
    if (progress?.isPlanned && progress.pending === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await pump.stop();
  const [rows, counted] = await Promise.all([
    native(Deliveries).countDocuments({ runId, seq: { $gte: 0 }, state: "accepted" }),
    reconcile(runId),
  ]);
  return { found: rows, difference: counted?.difference, drift: counted?.drift };
});
await close();
process.disconnect();
