import { once } from "node:events";

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
  const megabyte = 1024 * 1024;
  const result: SenderResult = {
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    rssPeakMb: rssPeak / megabyte,
    rssStartMb: rssStart / megabyte,
    goAtMs,
    ...extra,
  };
  process.send?.(result);
}
