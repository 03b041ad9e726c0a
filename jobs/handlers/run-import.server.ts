import { runImport } from "#jobs/definitions/run-import.ts";
import { handle } from "#jobs/handle.server.ts";
import { moveImport } from "#services/import-run.server.ts";

export const runImportHandler = handle(runImport, async ({ importId }, rt) => {
  const result = await moveImport(importId, rt);
  rt.log.info({ event: "import.moved", importId, ...result }, "import moved");
});
