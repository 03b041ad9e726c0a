import { expect, test } from "vitest";
import type { Filter } from "#core/audience/filter.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import type { CampaignParts } from "#models/audience.server.ts";
import { Campaigns } from "#models/campaign.server.ts";
import { native } from "#models/native.server.ts";
import { seedCampaign } from "#tests/factories/run.ts";
import { scriptedChannel } from "#tests/factories/scripted-channel.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { planRun } from "./planning.server.ts";
import { startRun } from "./runs.server.ts";
import { deleteAudience, writeAudience, writeSegment } from "./segments.server.ts";

useTestDatabase();

const PEOPLE = 260;
const below = (value: number): Filter => {
  return { type: "field", field: "attributes.points", is: "lt", value };
};

async function setUp() {
  const channel = scriptedChannel("blind");
  const rt = testRuntime({ findChannel: (id) => (id === channel.id ? (channel as never) : null) });
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: PEOPLE, accounts }, rt);
  const { workspaceId } = seeded;
  const all = { workspaceId, id: null, name: "All points", filter: below(PEOPLE) };
  const few = { workspaceId, id: null, name: "Few points", filter: below(10) };
  const inside = valueOf(await writeSegment(all, rt));
  const outside = valueOf(await writeSegment(few, rt));
  const combined = valueOf(
    await writeAudience(
      {
        ...{ workspaceId, id: null, name: "Most" },
        include: { segmentIds: [inside], listIds: [] },
        exclude: { segmentIds: [outside], listIds: [] },
      },
      rt,
    ),
  );
  const include: CampaignParts = { segmentIds: [], listIds: [], audienceIds: [combined] };
  await native(Campaigns).updateOne({ _id: seeded.campaignId }, { $set: { include } });
  return { ...seeded, rt, inside, outside, combined };
}

function valueOf(saved: Awaited<ReturnType<typeof writeSegment>>): string {
  if (!saved.ok) throw new Error(saved.error);
  return saved.value.id;
}

test("a segment or audience edited while the run is planned changes nobody's place", async () => {
  const { workspaceId, campaignId, rt, inside, outside, combined } = await setUp();
  const started = await startRun(campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  const { runId } = started.value;
  let steps = 0;
  expect(await planRun(runId, rt, () => (steps += 1) > 1)).toBe("stopped");
  const halfway = await findCampaignRun(runId);
  expect(halfway?.plannedCount).toBeGreaterThan(0);
  expect(halfway?.plannedCount).toBeLessThan(PEOPLE - 10);

  const nobody = { workspaceId, filter: below(0) };
  valueOf(await writeSegment({ ...nobody, id: inside, name: "All points" }, rt));
  valueOf(await writeSegment({ ...nobody, id: outside, name: "Few points" }, rt));
  const only = { segmentIds: [outside], listIds: [] };
  const edited = { workspaceId, id: combined, name: "Most", include: only, exclude: only };
  valueOf(await writeAudience(edited, rt));

  expect(await planRun(runId, rt)).toBe("planned");
  expect((await findCampaignRun(runId))?.plannedCount).toBe(PEOPLE - 10);
});

test("an audience that a campaign has yet to use cannot be deleted", async () => {
  const { workspaceId, campaignId, combined } = await setUp();
  const key = { workspaceId, id: combined };
  expect(await deleteAudience(key)).toMatchObject({ ok: false, error: "in-use" });
  await native(Campaigns).updateOne({ _id: campaignId }, { $set: { state: "done" } });
  expect(await deleteAudience(key)).toMatchObject({ ok: true });
});
