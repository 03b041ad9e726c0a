import { InvalidArgumentError, type Command } from "commander";
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
        const data = await replayReceipts(
          {
            workspaceId,
            receiptIds,
            accountId: options.account ?? null,
            ...(options.since === undefined ? {} : { since: options.since }),
          },
          rt,
        );
        if (data.receipts === 0 && receiptIds.length > 0) {
          throw new Failure("None of these calls is in this workspace's journal.");
        }
        const words = `${data.receipts} calls, ${data.events} events, ${data.failed} failed`;
        return { data, lines: [words], isFine: data.failed === 0 };
      }),
    );
}

function parseTime(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Not a time like 2026-11-20T08:00Z.");
  return at;
}
