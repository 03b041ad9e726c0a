import { updateWorkspace, type WorkspaceSettings } from "#models/workspace.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Takes effect with the next page; what is scheduled keeps the instant it was given. */
export async function saveWorkspace(
  workspaceId: string,
  settings: WorkspaceSettings,
  rt: Pick<Runtime, "log">,
): Promise<void> {
  await updateWorkspace(workspaceId, settings);
  rt.log.info({ event: "workspace.changed", workspaceId }, "workspace settings changed");
}
