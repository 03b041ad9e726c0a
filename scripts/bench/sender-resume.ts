import { readProgress } from "#services/runs.server.ts";
import { openBenchRuntime, startBenchPump } from "./bench-runtime.ts";
import { measured } from "./sender.ts";

/** The process that comes after a killed one: nothing but a pump on the same database. */
const input = JSON.parse(process.argv[2] ?? "{}") as {
  uri: string;
  runId: string;
  dataFolder: string;
};
const { rt, close } = await openBenchRuntime(input.uri, { ANTIPHON_DATA: input.dataFolder });
await measured(async () => {
  const pump = await startBenchPump(rt);
  for (;;) {
    const progress = await readProgress(input.runId, rt);
    if (progress?.isPlanned && progress.pending === 0) {
      await pump.stop();
      const { accepted, uncertain, unknown, planned } = progress;
      return { accepted, uncertain, unknown, planned };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
await close();
if (process.connected) process.disconnect();
