import { findTemplate } from "#models/template.server.ts";
import { createFromStarter } from "#services/templates.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

/** A template of the workspace, made from a starter. */
export async function aTemplate(workspaceId: string, rt: Runtime): Promise<{ templateId: string }> {
  const made = await createFromStarter("tip-request", { workspaceId, memberId: "mem_1" }, rt);
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

export async function aRevision(
  workspaceId: string,
  rt: Runtime,
): Promise<{ templateId: string; revisionId: string }> {
  const { templateId } = await aTemplate(workspaceId, rt);
  const template = await findTemplate(templateId);
  return { templateId, revisionId: template?.revisionId ?? "" };
}
