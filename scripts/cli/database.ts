import { access } from "node:fs/promises";
import type { Command } from "commander";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { countLiveWorkers } from "#models/worker.server.ts";
import { Failure } from "#scripts/run/failure.ts";
import { readSealed } from "#services/account-sealing.server.ts";
import { endRestoreAlert, holdAndTell } from "#services/restore-watch.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { withJson, withRuntime, type Answer } from "./session.ts";
import { exportTo, importFrom, type Counts } from "./transfer.ts";

const aloneBecause = "a worker would begin with a campaign before all of it is here.";

export function databaseCommands(program: Command): void {
  const db = program.command("db").description("moving all data between databases");
  withJson(db.command("export <file>"))
    .description("writes every document to one checksummed file of lines; stop Antiphon before it")
    .action((file: string, options: { json?: boolean }) =>
      withRuntime(options, (rt) => writeExport(file, rt)),
    );
  withJson(db.command("import <file>"))
    .description("reads such a file into an empty database; campaigns on their way are held")
    .action(async (file: string, options: { json?: boolean }) => {
      await access(file).catch(() => {
        throw new Failure(`There is no file ${file}.`);
      });
      await withRuntime(options, (rt) => readExport(file, rt), { aloneBecause });
    });
  withJson(db.command("looked"))
    .description("you looked at what was held after a restore: the notice on every page goes")
    .action((options: { json?: boolean }) => withRuntime(options, endAlert));
}

async function endAlert(rt: Runtime): Promise<Answer> {
  const wasShown = await endRestoreAlert(rt, "cli");
  const words = wasShown
    ? "The notice is gone. Paused campaigns stay paused until each is resumed."
    : "There is no notice of a restored database.";
  return { data: { wasShown }, lines: [words] };
}

async function writeExport(file: string, rt: Runtime): Promise<Answer> {
  const counts = await exportTo(file);
  const lines = [
    words("Wrote", counts, file),
    `Take along from ${rt.config.ANTIPHON_DATA}: secrets.json (credentials are sealed with its keys) and files/.`,
  ];
  const isLive = (await countLiveWorkers(rt.now())) > 0;
  if (isLive) lines.push("A worker was running: what changed meanwhile may be in it by half.");
  return { data: { file, counts, isLive }, lines };
}

async function readExport(file: string, rt: Runtime): Promise<Answer> {
  const counts = await importFrom(file);
  const held = await holdAndTell({ why: "restored", copyOf: null, before: null }, rt);
  const unreadableAccounts = await countUnreadable(rt);
  const lines = [words("Read", counts, file)];
  if (held.runs + held.campaigns + held.singles > 0) {
    lines.push(
      `Held, because some of it may have been sent after the export: ${held.runs} runs (paused), ` +
        `${held.campaigns} scheduled campaigns (drafts), ${held.singles} single messages (uncertain).`,
    );
  }
  if (unreadableAccounts > 0) {
    lines.push(
      `${unreadableAccounts} channel accounts are sealed with keys this folder does not have: ` +
        `copy secrets.json from the old data folder to ${rt.config.ANTIPHON_DATA} before you start.`,
    );
  }
  return { data: { file, counts, held, unreadableAccounts }, lines };
}

async function countUnreadable(rt: Runtime): Promise<number> {
  const rows = await ChannelAccounts.find({}).lean<ChannelAccountRow[]>();
  return rows.filter((row) => {
    try {
      readSealed(row, rt);
      return false;
    } catch {
      // Another key's envelope, or a damaged one: either way not to be used.
      return true;
    }
  }).length;
}

function words(verb: string, counts: Counts, file: string): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${verb} ${total} documents of ${Object.keys(counts).length} collections: ${file}`;
}
