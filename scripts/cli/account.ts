import type { Command } from "commander";
import type { TFunction } from "i18next";
import { z } from "zod";
import { sayCheck } from "#app/lib/check-words.ts";
import { createI18n } from "#app/lib/i18n.ts";
import en from "#app/locales/en/index.ts";
import { channels } from "#channels/registry.ts";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { Failure } from "#scripts/run/failure.ts";
import { checkAccount, createAccount, webhookUrl } from "#services/accounts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { parseJson, readJsonFile } from "./read-json.ts";
import { findWorkspaceNamed, withJson, withRuntime, type Answer } from "./session.ts";

interface Options {
  readonly json?: boolean;
  readonly workspace?: string;
}

export function accountCommands(program: Command): void {
  const account = program.command("account").description("channel accounts");
  withJson(account.command("list"))
    .description("lists the accounts of every workspace, without their credentials")
    .action((options: Options) => withRuntime(options, (rt) => list(rt)));
  withJson(account.command("add <channel> <name>"))
    .description("adds an account; its settings come as JSON from a file or from standard input")
    .option("--workspace <id or name>", "needed when there are several")
    .option("--settings <file>", "JSON file with the account's fields (default: standard input)")
    .action((channel: string, name: string, options: Options & { settings?: string }) =>
      withRuntime(options, (rt) => add({ channel, name, ...options }, rt)),
    );
  withJson(account.command("check [accountId]"))
    .description("asks the provider whether the credentials work; all accounts when none is named")
    .action((accountId: string | undefined, options: Options) =>
      withRuntime(options, (rt) => check(accountId, rt)),
    );
}

async function list(rt: Runtime): Promise<Answer> {
  const rows = await ChannelAccounts.find({}).lean<ChannelAccountRow[]>();
  const data = rows.map((row) => ({
    id: row._id,
    workspaceId: row.workspaceId,
    channel: row.adapterId,
    name: row.name,
    state: row.state,
    isSimulated: row.isSimulated,
    webhook: webhookUrl(row, rt.publicUrl),
  }));
  const lines = data.map((row) => `${row.id}  ${row.channel}  ${row.state}  ${row.name}`);
  return { data, lines: lines.length > 0 ? lines : ["No channel accounts yet."] };
}

interface NewAccount extends Options {
  readonly channel: string;
  readonly name: string;
  readonly settings?: string;
}

async function add(
  { channel, name, workspace, settings }: NewAccount,
  rt: Runtime,
): Promise<Answer> {
  const { _id: workspaceId } = await findWorkspaceNamed(workspace);
  if (!rt.findChannel(channel)) {
    const known = channels.map(({ id }) => id).join(", ");
    throw new Failure(`There is no channel "${channel}". Choose one of: ${known}.`);
  }
  const values = readSettings(
    settings === undefined
      ? parseJson(await readInput(), "settings")
      : await readJsonFile(settings, "--settings"),
  );
  const saved = await createAccount({ workspaceId, adapterId: channel, name, values }, rt);
  if (saved.ok) {
    const { _id: id } = saved.value;
    const webhook = webhookUrl(saved.value, rt.publicUrl);
    return { data: { id, webhook }, lines: [`Added ${id}.`, `Webhook: ${webhook}`] };
  }
  const words = {
    "unknown-channel": `There is no channel "${channel}".`,
    "not-found": "There is no such account.",
    taken: "Another account already uses this number or page.",
    invalid: "The settings are not complete:",
  };
  const fields = saved.error === "invalid" ? saved.fields : {};
  const lines = Object.entries(fields).map(([field, { said }]) => `  ${field}: ${said}`);
  return { data: saved, lines: [words[saved.error], ...lines], isFine: false };
}

function readSettings(json: unknown): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Failure('The settings must be one JSON object, like {"accessToken": "…"}.');
}

async function readInput(): Promise<string> {
  if (process.stdin.isTTY) console.error("Settings as JSON, then Ctrl-D:");
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

async function check(accountId: string | undefined, rt: Runtime): Promise<Answer> {
  const filter = accountId === undefined ? {} : { _id: accountId };
  const rows = await ChannelAccounts.find(filter).lean<ChannelAccountRow[]>();
  if (accountId !== undefined && rows.length === 0) {
    throw new Failure(`There is no account ${accountId}. \`account list\` shows them.`);
  }
  const data = await checkAccounts(rows, rt);
  const lines = data.map(({ id, ok, detail, remedy }) => {
    return `${ok ? "ok  " : "FAIL"}  ${id}  ${detail}${remedy === null ? "" : ` (${remedy})`}`;
  });
  return {
    data,
    lines: lines.length > 0 ? lines : ["No accounts."],
    isFine: data.every((row) => row.ok),
  };
}

export async function checkAccounts(rows: readonly ChannelAccountRow[], rt: Runtime) {
  const checked = [];
  for (const row of rows) {
    const { ok, detail, remedy } = await askProvider(row, rt);
    checked.push({ id: row._id, name: row.name, ok, detail, remedy });
  }
  return checked;
}

/** The command line speaks English, as its help does. */
const english: TFunction<"channels"> = createI18n("en", en).getFixedT("en", "channels");

async function askProvider(row: ChannelAccountRow, rt: Runtime) {
  const broken = (detail: string) => ({ ok: false, detail, remedy: null });
  try {
    const { _id: accountId, workspaceId } = row;
    const result = await checkAccount({ workspaceId, accountId }, rt);
    if (!result.ok) return broken(result.error);
    const { isGood, detail, quote, remedy } = sayCheck(result.value, row, english);
    return { ok: isGood, detail: quote === null ? detail : `${detail} ${quote}`, remedy };
  } catch (error) {
    // An envelope none of our keys opens: one bad account must not hide the others.
    return broken(error instanceof Error ? error.message : String(error));
  }
}
