import { beforeAll, expect, test } from "vitest";
import { DAY_MS } from "#core/duration.ts";
import { currentClient, currentDatabase } from "#models/connection.server.ts";
import { findCampaignConversations, findConversation } from "#models/conversation.server.ts";
import { findPeoplePage } from "#models/people-page.server.ts";
import { findTimeline } from "#models/person-timeline.server.ts";
import * as data from "#scripts/bench/page-data.ts";
import { countUnread, inboxViews, readInbox } from "#services/inbox-view.server.ts";
import { readJournal } from "#services/journal-view.server.ts";
import { listRecipients } from "#services/recipients.server.ts";
import { reconcile } from "#services/reconcile.server.ts";
import { readThread } from "#services/thread-view.server.ts";
import { useTestDatabase } from "./setup/database.ts";
import { filtersOf } from "./setup/query-guard.ts";
import { testRuntime } from "./setup/runtime.ts";

useTestDatabase();

/** Far more than any page may look at; what is compared are counts, so more would only take longer. */
const ROWS = Number(process.env["QUERY_ROWS"] ?? 20_000);
const now = new Date("2026-03-02T09:00:00Z");
const before = new Date(now.getTime() + 1_000);
const { workspaceId, memberId, runId } = data;

beforeAll(async () => {
  const sizes = { contacts: ROWS, conversations: ROWS, messages: ROWS, deliveries: ROWS };
  await data.seedPages({ ...sizes, receipts: ROWS }, now);
}, 180_000);

const inbox = { workspaceId, memberId, before, limit: 50 };

const lists: Readonly<Record<string, () => Promise<unknown>>> = {
  people: () => findPeoplePage({ workspaceId, limit: 50 }),
  "people by a common name": () => findPeoplePage({ workspaceId, limit: 50, query: "jansen" }),
  "people by two words": () => findPeoplePage({ workspaceId, limit: 50, query: "chloe yil" }),
  "people by number": () => findPeoplePage({ workspaceId, limit: 50, query: "0610012345" }),
  "people nobody is called": () => findPeoplePage({ workspaceId, limit: 50, query: "zzzz" }),
  "people by tag": () => findPeoplePage({ workspaceId, limit: 50, tag: "vip" }),
  ...Object.fromEntries(
    inboxViews.map((view) => [`inbox ${view}`, () => readInbox({ ...inbox, view, search: "" })]),
  ),
  "inbox search": () => readInbox({ ...inbox, view: "open", search: "bakker" }),
  "numbers beside the views": () => countUnread(workspaceId, memberId, now),
  thread: async () => {
    const conversation = await findConversation(workspaceId, data.conversationId(30));
    if (!conversation) throw new Error("The seeded conversation is missing");
    return readThread(conversation, testRuntime({ now: now.toISOString() }));
  },
  "replies to a campaign": () => findCampaignConversations("cmp_pages", now),
  recipients: () => listRecipients(runId, { fromSeq: ROWS / 2, size: 50 }),
  "recipients that failed": () => listRecipients(runId, { fromSeq: 0, size: 50, state: "failed" }),
  journal: () => readJournal(workspaceId, { before, limit: 50, accountId: null }),
  timeline: () =>
    findTimeline({ workspaceId, contactId: data.contactId(40) }, new Date(+before + DAY_MS), 50),
  reconcile: () => reconcile(runId),
};

test.for(Object.entries(lists))(
  "%s: what is read is what is looked for",
  { timeout: 60_000 },
  async ([, run]) => {
    const commands = await commandsOf(run);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const { stages, examined, returned } = await explain(command);
      const shown = JSON.stringify(command);
      expect(stages, shown).not.toContain("COLLSCAN");
      expect(examined, shown).toBeLessThanOrEqual(4 * returned + 50);
    }
  },
);

type Command = Readonly<Record<string, unknown>>;

/** The reads a page sent, as the server got them; rows of a process or a workspace are not pages. */
async function commandsOf(run: () => Promise<unknown>): Promise<Command[]> {
  const large = ["contacts", "conversations", "messages", "deliveries", "receipts"];
  const seen: Command[] = [];
  const listen = ({ commandName, command }: { commandName: string; command: Command }): void => {
    if (!filtersOf(commandName, command).some(({ collection }) => large.includes(collection)))
      return;
    const keys = [
      "find",
      "aggregate",
      "filter",
      "pipeline",
      "sort",
      "limit",
      "projection",
      "cursor",
    ];
    seen.push(
      Object.fromEntries(keys.flatMap((key) => (key in command ? [[key, command[key]]] : []))),
    );
  };
  const client = currentClient();
  client.on("commandStarted", listen);
  await run();
  client.off("commandStarted", listen);
  return seen;
}

async function explain(command: Command) {
  const report = await currentDatabase().command({ explain: command, verbosity: "executionStats" });
  const text = JSON.stringify(report);
  return {
    stages: [...text.matchAll(/"stage":"(\w+)"/g)].map(([, stage]) => stage),
    examined: largest(text, "totalDocsExamined"),
    returned: largest(text, "nReturned"),
  };
}

function largest(text: string, field: string): number {
  const numbers = [...text.matchAll(new RegExp(`"${field}":(\\d+)`, "g"))];
  return Math.max(0, ...numbers.map(([, number]) => Number(number)));
}
