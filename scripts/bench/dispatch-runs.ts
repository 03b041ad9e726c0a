import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runSender, seedPeople, type BenchDatabase, type Sink } from "./harness.ts";
import type { SenderResult } from "./sender.ts";

export interface DispatchRun {
  readonly side: "plain" | "ours";
  readonly perSecond: number;
  readonly cpuPerThousand: number;
  readonly sendNowToFirstMs: number;
  readonly rssGrowthMb: number;
  readonly requests: number;
  readonly duplicates: number;
  readonly sender: SenderResult;
}

/** Sent and thrown away before the clock starts, on both sides (performance.md 6.2). */
export const WARM_UP = 20_000;

export async function runPlain(sink: Sink, people: number): Promise<DispatchRun> {
  const input = { url: sink.url, people, warmUp: WARM_UP };
  const sender = await runSender<SenderResult>("sender-plain", input, () => sink.reset());
  return measure("plain", sink, sender, people);
}

let runs = 0;

export async function runOurs(
  sink: Sink,
  database: BenchDatabase,
  people: number,
  isPlanned = true,
): Promise<DispatchRun> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "antiphon-bench-data-"));
  const uri = database.uri(`bench_${(runs += 1)}`);
  try {
    const made = await seedPeople({ uri, url: sink.url, people, warmUp: WARM_UP });
    const input = { url: sink.url, uri, ...made, isPlanned, dataFolder };
    const sender = await runSender<SenderResult>("sender-ours", input, () => sink.reset());
    if (sender.found !== people) throw new Error(`${String(sender.found)} rows of ${people}`);
    return await measure("ours", sink, sender, people);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

async function measure(
  side: DispatchRun["side"],
  sink: Sink,
  sender: SenderResult,
  people: number,
): Promise<DispatchRun> {
  const report = await sink.report();
  if (report.distinct !== people) throw new Error(`the sink saw ${report.distinct} of ${people}`);
  return {
    side,
    perSecond: report.requests / report.seconds,
    cpuPerThousand: (sender.cpuSeconds / people) * 1_000,
    sendNowToFirstMs: report.firstAtMs - sender.goAtMs,
    rssGrowthMb: sender.rssPeakMb - sender.rssStartMb,
    requests: report.requests,
    duplicates: report.duplicates,
    sender,
  };
}
