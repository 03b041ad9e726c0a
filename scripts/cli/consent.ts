import type { Command } from "commander";
import { rebuildConsents, verifyChain } from "#services/consent.server.ts";
import { allWorkspaceIds, withJson, withRuntime } from "./session.ts";

export function consentCommands(program: Command): void {
  const consent = program.command("consent").description("the consent ledger");
  withJson(consent.command("verify"))
    .description("recomputes every seal of every workspace's ledger; exit code 1 on a broken chain")
    .action((options: { json?: boolean }) =>
      withRuntime(options, async () => {
        const data = [];
        for (const id of await allWorkspaceIds()) data.push(await verifyChain(id));
        const lines = data.map(({ workspaceId, lines: count, broken }) =>
          broken === null
            ? `ok    ${workspaceId}  ${count} lines`
            : `BROKEN  ${workspaceId}  at line ${broken.seq}: ${broken.kind}`,
        );
        const isFine = data.every((report) => report.broken === null);
        return { data, lines: lines.length > 0 ? lines : ["No ledger yet."], isFine };
      }),
    );
  withJson(consent.command("rebuild"))
    .description("makes everybody's current consent what the ledger says")
    .action((options: { json?: boolean }) =>
      withRuntime(options, async () => {
        const data = [];
        for (const id of await allWorkspaceIds()) {
          data.push({ workspaceId: id, ...(await rebuildConsents(id)) });
        }
        const lines = data.map(
          (row) => `${row.workspaceId}  ${row.people} people, ${row.corrected.length} corrected`,
        );
        return { data, lines };
      }),
    );
}
