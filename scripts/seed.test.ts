import { expect, test } from "vitest";
import { findCampaigns } from "#models/campaign.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { countContacts } from "#models/contact.server.ts";
import { listMembers, listSessions } from "#models/member.server.ts";
import { verifyChain } from "#services/consent.server.ts";
import { renderPool, closeRenderPool } from "#services/rendering.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { seedDemo } from "./seed.ts";
import { findDemoWorkspace } from "./seed/find.ts";

useTestDatabase();

test("the demo is seeded whole, and a second run adds nothing", async () => {
  const rt = testRuntime();
  const first = await seedDemo(rt);
  expect(first.signIns.map((row) => row.role)).toEqual(["owner", "marketer", "agent", "viewer"]);
  const workspace = await findDemoWorkspace();
  const workspaceId = workspace?._id ?? "";
  const people = await countContacts(workspaceId);
  const chain = await verifyChain(workspaceId);
  expect(people).toBeGreaterThan(50);

  // A new owner's list of sessions shows no stranger.
  for (const { userId } of await listMembers(workspaceId)) {
    expect(await listSessions(userId)).toEqual([]);
  }

  await seedDemo(rt);
  expect(await countContacts(workspaceId)).toBe(people);
  expect((await verifyChain(workspaceId)).lines).toBe(chain.lines);
  expect(await ChannelAccounts.countDocuments({})).toBe(8);
  const campaigns = await findCampaigns(workspaceId);
  expect(campaigns.map((row) => row.name).sort()).toEqual([
    "Boarding pass NZ 418",
    "Flood photos",
    "Spring offer",
  ]);
  renderPool();
  await closeRenderPool();
}, 60_000);
