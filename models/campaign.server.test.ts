import { expect, test } from "vitest";
import { createCampaign } from "#services/campaigns.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { Campaigns, findCampaignPage, hasCampaigns } from "./campaign.server.ts";

useTestDatabase();

const now = new Date("2026-03-02T09:00:00Z");
const names = ["Spring offer", "Één voorjaarsactie", "Summer spree", "Flood photos"];
const hour = (back: number) => new Date(now.getTime() - back * 3_600_000);

async function seed(workspaceId: string): Promise<void> {
  const rt = testRuntime({ now: now.toISOString() });
  for (const [index, name] of names.entries()) {
    const draft = { workspaceId, name, purpose: "service", actor: "mem_test" } as const;
    const id = await createCampaign(draft, rt);
    // The last one a year ago: it stands outside the first windows.
    const updatedAt = hour(name === "Flood photos" ? 8_760 : index);
    await Campaigns.updateOne({ _id: id }, { $set: { updatedAt } });
  }
}

test("campaigns are found by the beginnings of their words, newest change first", async () => {
  const workspaceId = "wsp_campaign_search";
  await seed(workspaceId);
  const found = async (query: string, over: { before?: Date; limit?: number } = {}) => {
    const page = { workspaceId, before: new Date(now.getTime() + 1), limit: 50, query, ...over };
    return (await findCampaignPage(page)).map(({ name }) => name);
  };
  expect(await found("")).toEqual(names);
  expect(await found("spr")).toEqual(["Spring offer", "Summer spree"]);
  expect(await found("EEN voorj")).toEqual(["Één voorjaarsactie"]);
  expect(await found("photos")).toEqual(["Flood photos"]);
  expect(await found("ffer")).toEqual([]);
  expect(await found("", { limit: 2 })).toEqual(names.slice(0, 2));
  expect(await found("", { before: hour(1), limit: 2 })).toEqual(names.slice(2));
});

test("a workspace without campaigns is told from a search that finds none", async () => {
  await seed("wsp_campaign_some");
  expect(await hasCampaigns("wsp_campaign_some")).toBe(true);
  expect(await hasCampaigns("wsp_campaign_none")).toBe(false);
});
