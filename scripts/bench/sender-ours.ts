import { Deliveries } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { planRun } from "#services/planning.server.ts";
import { readProgress, reconcile, startRun } from "#services/runs.server.ts";
import { openBenchRuntime, startBenchPump } from "./bench-runtime.ts";
import { measured } from "./sender.ts";

/** The product's own worker on the real database, from batches to rows; planning included when asked. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  uri: string;
  url: string;
  campaignId: string;
  warmUpId: string;
  isPlanned: boolean;
  /** Where the send log goes; a successor of a killed run reads it. */
  dataFolder: string;
};
const { rt, close } = await openBenchRuntime(input.uri, { ANTIPHON_DATA: input.dataFolder });
await warmUp();
let runId = "";
if (input.isPlanned) runId = await start();

/** Connections, compiled templates and the render thread are warm on both sides before the clock starts. */
async function warmUp(): Promise<void> {
  const started = await startRun(input.warmUpId, rt);
  if (!started.ok) throw new Error(started.error);
  const pump = await startBenchPump(rt);
  await untilSettled(started.value.runId);
  await pump.stop();
}

async function untilSettled(id: string): Promise<void> {
  for (;;) {
    const progress = await readProgress(id, rt);
    if (progress?.isPlanned && progress.pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function start(): Promise<string> {
  const started = await startRun(input.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  if (input.isPlanned) await planRun(started.value.runId, rt);
  return started.value.runId;
}

if (input.isPlanned) process.send?.({ runId });
await measured(async () => {
  const pump = await startBenchPump(rt);
  if (!input.isPlanned) runId = await start();
  await untilSettled(runId);
  await pump.stop();
  const [rows, counted] = await Promise.all([
    native(Deliveries).countDocuments({ runId, seq: { $gte: 0 }, state: "accepted" }),
    reconcile(runId),
  ]);
  return { found: rows, difference: counted?.difference, drift: counted?.drift };
});
await close();
if (process.connected) process.disconnect();
