import { sweepImports } from "#jobs/definitions/sweep-imports.ts";
import { handle } from "#jobs/handle.server.ts";
import { resumeIdleImports } from "#services/import-run.server.ts";

export const sweepImportsHandler = handle(sweepImports, async (_payload, rt) => {
  const resumed = await resumeIdleImports(rt);
  if (resumed > 0) rt.log.warn({ event: "import.resumed", resumed }, "imports resumed");
});
