import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import path from "node:path";

export interface SenderResult {
  readonly cpuSeconds: number;
  readonly rssPeakMb: number;
  readonly rssStartMb: number;
  readonly goAtMs: number;
  readonly found?: number;
  readonly [extra: string]: unknown;
}

/** The frame of every sender: prepare, tell the parent, wait for go, measure, report. */
export async function measured(work: () => Promise<Record<string, unknown>>): Promise<void> {
  globalThis.gc?.();
  process.send?.({ ready: true });
  await once(process, "message");
  const profiler = await startProfile();
  const before = process.cpuUsage();
  const rssStart = process.memoryUsage.rss();
  let rssPeak = rssStart;
  const sampler = setInterval(() => {
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
  }, 100);
  const goAtMs = Number(process.hrtime.bigint()) / 1e6;
  const extra = await work();
  clearInterval(sampler);
  const cpu = process.cpuUsage(before);
  await profiler?.();
  const megabyte = 1024 * 1024;
  const result: SenderResult = {
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    rssPeakMb: rssPeak / megabyte,
    rssStartMb: rssStart / megabyte,
    goAtMs,
    ...extra,
  };
  if (!process.send) return;
  // Until it has left: the caller may end the process next.
  await new Promise<void>((resolve) => {
    process.send?.(result, undefined, {}, () => resolve());
  });
}

/** With BENCH_PROFILE=FOLDER the measured part alone is profiled: its figures are then worth less. */
async function startProfile(): Promise<(() => Promise<void>) | null> {
  const folder = process.env["BENCH_PROFILE"];
  if (!folder) return null;
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    const name = `${path.basename(process.argv[1] ?? "")}-${process.pid}.cpuprofile`;
    await writeFile(path.join(folder, name), JSON.stringify(profile));
  };
}
