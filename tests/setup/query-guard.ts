import path from "node:path";
import { allModels } from "#models/all.server.ts";
import { currentClient } from "#models/connection.server.ts";
import { indexesOf, uncovered, type SentFilter } from "./query-rule.ts";

/** Why a collection may be read whole: it stays small, whatever a workspace grows to. */
const smallCollections: Readonly<Record<string, string>> = {
  agendaJobs: "agenda claims by findOneAndUpdate; tens of jobs, recipients are never jobs",
  channelAccounts: "tens for a whole installation, read at start",
  consentHeads: "one for each workspace",
  contactImports: "one for each file somebody imported",
  counters: "a handful for each workspace; numbers are reserved by findOneAndUpdate",
  credentials: "one or two for each member; better-auth writes the filters",
  invitations: "those who were asked to join; better-auth writes the filters",
  rateLimits: "better-auth's own, of the last minute",
  sessions: "signed-in browsers; better-auth writes the filters",
  users: "the people who work here; the first-start question is for anybody at all",
  verifications: "better-auth's own, expired by themselves",
  workers: "one for each running process",
};

/**
 * Why a collection may be written to by updateMany and deleteMany outside a transaction: no transaction
 * changes what is in it. On the embedded server such a write waits for the transaction it meets with the
 * collection closed to everybody, and that transaction's next write there waits for it in turn, for ever.
 */
const unchangedInTransactions: Readonly<Record<string, string>> = {
  agendaJobs: "agenda runs no transactions",
  batchPayloads: "only added in transactions, and never changed",
  credentials: "better-auth runs without transactions",
  invitations: "better-auth runs without transactions",
  orphanStatuses: "parked, postponed and taken out by single commands",
  rateLimits: "better-auth runs without transactions",
  sessions: "better-auth runs without transactions",
  verifications: "better-auth runs without transactions",
};

export interface QueryGuard {
  /** Queries of the product that no index covers, and writes that may wait for ever; each shape once. */
  violations(): string[];
}

/** Looks at every command the connected client sends. Connect with `monitorCommands`. */
export function guardQueries(): QueryGuard {
  const indexes = indexesOf(allModels);
  const found = new Set<string>();
  currentClient().on("commandStarted", ({ commandName, command }) => {
    const danger = dangerOf(commandName, command);
    if (danger !== null) {
      const sender = senderOf();
      if (!isTestCode(sender)) found.add(`${danger} (${sender})`);
    }
    for (const sent of filtersOf(commandName, command)) {
      if (sent.collection in smallCollections) continue;
      const flaw = uncovered(sent, indexes);
      if (flaw === null) continue;
      const sender = senderOf();
      if (!isTestCode(sender)) {
        found.add(`${sent.collection}.${sent.command} (${sender}): ${flaw}`);
      }
    }
  });
  return { violations: () => [...found].sort() };
}

const root = path.resolve(import.meta.dirname, "../..");
const FRAMES = 100;

/** The first file of ours on the way to the driver; "unknown" when the way was lost. */
function senderOf(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const { stack = "" } = new Error("where am I called from");
  Error.stackTraceLimit = limit;
  for (const line of stack.split("\n")) {
    const at = line.indexOf(root);
    if (at < 0 || line.includes("node_modules")) continue;
    const file = line.slice(at + root.length + 1).replace(/[?:)].*$/, "");
    if (!file.startsWith("tests/setup/query-guard")) return file;
  }
  return "unknown";
}

/** Tests may look at everything to see what became of it. */
function isTestCode(file: string): boolean {
  return file.startsWith("tests/") || file.includes(".test.");
}

type Document = Readonly<Record<string, unknown>>;

/** What a command looks rows up by; nothing for inserts and the driver's own talk. */
export function filtersOf(command: string, body: Document): SentFilter[] {
  const collection = String(body[command]);
  const of = (filter: unknown): SentFilter => ({ collection, command, filter: asDocument(filter) });
  switch (command) {
    case "find":
      return [of(body["filter"])];
    case "count":
    case "distinct":
    case "findAndModify":
      return [of(body["query"])];
    case "update":
      return list(body["updates"]).map(({ q }) => of(q));
    case "delete":
      return list(body["deletes"]).map(({ q }) => of(q));
    case "aggregate":
      return typeof body["aggregate"] === "string"
        ? [of(list(body["pipeline"])[0]?.["$match"])]
        : [];
    default:
      return [];
  }
}

/** Of a write: how it could make two wait for each other; null = it cannot. */
export function dangerOf(command: string, body: Document): string | null {
  if (command !== "update" && command !== "delete") return null;
  const collection = String(body[command]);
  const isListed = collection in unchangedInTransactions;
  if (body["autocommit"] === false) {
    return isListed ? `${collection} is changed in a transaction` : null;
  }
  const isOfMany =
    list(body["updates"]).some(({ multi }) => multi === true) ||
    list(body["deletes"]).some(({ limit }) => limit === 0);
  return isOfMany && !isListed ? `${collection}.${command} of many outside a transaction` : null;
}

function asDocument(value: unknown): Document {
  return typeof value === "object" && value !== null ? (value as Document) : {};
}

function list(value: unknown): Document[] {
  return Array.isArray(value) ? value.map(asDocument) : [];
}
