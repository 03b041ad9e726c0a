import { ChannelAccounts, type ChannelAccountRow } from "#models/channel-account.server.ts";
import { Workspaces, type WorkspaceRow } from "#models/workspace.server.ts";

/** What an earlier run of the seed left: the seed may die anywhere and run again. */
export function findDemoAccount(id: string): Promise<ChannelAccountRow | null> {
  return ChannelAccounts.findOne({ _id: id }).lean<ChannelAccountRow>().exec();
}

export const demoSlug = "demo";

export function findDemoWorkspace(): Promise<WorkspaceRow | null> {
  return Workspaces.findOne({ slug: demoSlug }).lean<WorkspaceRow>().exec();
}
