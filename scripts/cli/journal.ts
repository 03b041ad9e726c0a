import { InvalidArgumentError, type Command } from "commander";
import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { findReceipt } from "#models/receipt.server.ts";
import { Failure } from "#scripts/run/failure.ts";
import { replayReceipts } from "#services/inbound-sweep.server.ts";
import { findWorkspaceNamed, withJson, withRuntime } from "./session.ts";

interface Options {
  readonly json?: boolean;
  readonly workspace?: string;
  readonly since?: Date;
  readonly account?: string;
}

export function journalCommands(program: Command): void {
  const journal = program.command("journal").description("the webhook journal");
  withJson(journal.command("replay [receiptIds...]"))
    .description("understands stored calls again; what is in a thread already stays once")
    .option("--workspace <id or name>", "needed when there are several")
    .option("--since <time>", "every call since then, e.g. 2026-11-20T08:00Z", parseTime)
    .option("--account <id>", "only this account's calls")
    .action((receiptIds: string[], options: Options) =>
      withRuntime(options, async (rt) => {
        if (receiptIds.length === 0 && options.since === undefined) {
          throw new Failure("Say which calls: ids from the journal page, or --since <time>.");
        }
        const { _id: workspaceId } = await findWorkspaceNamed(options.workspace);
        await requireKnown(workspaceId, receiptIds, options.account);
        const data = await replayReceipts(
          {
            workspaceId,
            receiptIds,
            accountId: options.account ?? null,
            ...(options.since === undefined ? {} : { since: options.since }),
          },
          rt,
        );
        const words = `Understood again: calls ${data.receipts}, events ${data.events}, failed ${data.failed}`;
        return { data, lines: [words], isFine: data.failed === 0 };
      }),
    );
}

/** Before anything is understood: a name mistyped is no reason to do half of what was meant. */
async function requireKnown(
  workspaceId: string,
  receiptIds: readonly string[],
  accountId: string | undefined,
): Promise<void> {
  const rows = await Promise.all(receiptIds.map((id) => findReceipt(workspaceId, id)));
  const unknown = receiptIds.filter((_, at) => rows[at] === null);
  if (unknown.length > 0) {
    throw new Failure(`Not in this workspace's journal: ${unknown.join(", ")}.`);
  }
  if (accountId === undefined) return;
  const account = await ChannelAccounts.findById(accountId).lean<ChannelAccountRow>();
  if (account?.workspaceId !== workspaceId) {
    throw new Failure(`There is no account ${accountId} in this workspace.`);
  }
}

function parseTime(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Not a time like 2026-11-20T08:00Z.");
  return at;
}
