import { loadavg } from "node:os";
import { currentDatabase } from "#models/connection.server.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { countContacts } from "#models/contact.server.ts";
import { findPeoplePage } from "#models/people-page.server.ts";
import { readInbox, countUnread } from "#services/inbox-view.server.ts";
import { listRecipients } from "#services/recipients.server.ts";
import { readProgress } from "#services/run-progress.server.ts";
import type { BenchContext, BenchPart, PartResult } from "./bench-part.ts";
import { openBenchRuntime } from "./bench-runtime.ts";
import { openBenchDatabase } from "./harness.ts";
import { memberId, runId, seedPages, workspaceId } from "./page-data.ts";

const LIMIT_MS = 200;
const WARM = 5;
const VISITS = 60;

interface PageTimes {
  readonly part: string;
  readonly p50: number;
  readonly p95: number;
  readonly n: number;
}

/** What the loaders of the busiest pages read, at 200,000 people and 50,000 conversations. */
export const partPages: BenchPart = {
  id: "pages",
  title: "page reads at 200,000 people: inbox, people, search, campaign",
  run: measurePages,
};

async function measurePages({ isSmall, say }: BenchContext): Promise<PartResult> {
  const scale = isSmall ? 10 : 1;
  const server = await openBenchDatabase(true);
  const { rt, close } = await openBenchRuntime(server.uri("pages"));
  try {
    const now = rt.now();
    const contacts = 200_000 / scale;
    const conversations = 50_000 / scale;
    const rest = { messages: 50_000 / scale, deliveries: contacts, receipts: 1_000 };
    say(`seeding ${contacts} people and ${conversations} conversations`);
    await seedPages({ contacts, conversations, ...rest }, now);
    const inbox = { workspaceId, memberId, before: now, limit: 50, search: "" };
    const pages: Readonly<Record<string, () => Promise<unknown>>> = {
      inbox: () =>
        Promise.all([
          readInbox({ ...inbox, view: "open" }),
          countUnread(workspaceId, memberId, now),
        ]),
      "inbox search": () => readInbox({ ...inbox, view: "open", search: "bakker" }),
      people: () =>
        Promise.all([findPeoplePage({ workspaceId, limit: 50 }), countContacts(workspaceId)]),
      "people search, common name": () =>
        findPeoplePage({ workspaceId, limit: 50, query: "jansen" }),
      "people search, two words": () =>
        findPeoplePage({ workspaceId, limit: 50, query: "chloe yil" }),
      "people search, number": () => findPeoplePage({ workspaceId, limit: 50, query: "10012345" }),
      campaign: () => Promise.all([findCampaignRun(runId), readProgress(runId, rt)]),
      recipients: () => listRecipients(runId, { fromSeq: contacts / 2, size: 50 }),
    };
    const times: PageTimes[] = [];
    for (const [part, read] of Object.entries(pages)) times.push(await timed(part, read));
    for (const line of times) say(JSON.stringify(line));
    const worst = Math.max(...times.map(({ p95 }) => p95));
    return {
      summary: `slowest page p95 ${worst} ms at ${contacts} people (limit ${LIMIT_MS} ms)`,
      passed: worst <= LIMIT_MS,
      raw: { contacts, conversations, times, loadAverage: loadavg()[0] },
    };
  } finally {
    await currentDatabase().dropDatabase();
    await close();
    await server.stop();
  }
}

async function timed(part: string, read: () => Promise<unknown>): Promise<PageTimes> {
  for (let visit = 0; visit < WARM; visit += 1) await read();
  const times: number[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const startedAt = performance.now();
    await read();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((times[Math.ceil(times.length * share) - 1] ?? NaN) * 10) / 10;
  return { part, p50: at(0.5), p95: at(0.95), n: VISITS };
}
