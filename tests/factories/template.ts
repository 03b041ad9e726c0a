import { createFromStarter } from "#services/templates.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

/** A template of the workspace, made from a starter. */
export async function aTemplate(workspaceId: string, rt: Runtime): Promise<{ templateId: string }> {
  const made = await createFromStarter("tip-request", { workspaceId, memberId: "mem_1" }, rt);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}
