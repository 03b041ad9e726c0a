import { expect, test } from "vitest";
import { smsTwilio } from "#channels/sms-twilio/index.ts";
import type { ChannelAdapter } from "#channels/contract.ts";
import { telegram } from "#channels/telegram/index.ts";
import { audienceFilter, noParts } from "#core/audience/parts.ts";
import { PeopleIndex } from "#core/audience/people-index.ts";
import type { Consent } from "#core/consent/state.ts";
import { saveSegment } from "#models/audience.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import {
  Contacts,
  findContactWindow,
  identityKey,
  ordinalCounter,
} from "#models/contact.server.ts";
import type { ContactRow, Identity } from "#models/contact.server.ts";
import { reserveNumbers } from "#models/counter.server.ts";
import { announce } from "./events.server.ts";
import { explainPerson, readRules, rulesMatcher } from "./audiences.server.ts";
import { suppress } from "./suppressions.server.ts";
import { countWaterfall, listWaterfallPeople, type WaterfallInput } from "./waterfall.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";

useTestDatabase();

const adapters = [smsTwilio, telegram] as unknown as readonly ChannelAdapter[];
const rt = testRuntime({ findChannel: (id) => adapters.find((one) => one.id === id) ?? null });
const workspaceId = "wsp_shop";
const at = new Date("2026-01-01");

function phone(n: number): Identity {
  return { kind: "phone", accountId: null, value: `+3161234567${n}` };
}

async function addPerson(over: Partial<ContactRow>): Promise<ContactRow> {
  const ordinal = await reserveNumbers(ordinalCounter(workspaceId), 1);
  const identities = over.identities ?? [];
  const row: ContactRow = {
    ...{ _id: rt.newId("contact"), workspaceId, ordinal, name: "Ada", nameFolded: "ada" },
    ...{ firstName: null, lastName: null, locale: null, zone: null, attributes: {}, tags: [] },
    ...{ listIds: [], consents: [], searchTokens: [], importId: null, createdAt: at },
    ...{ updatedAt: at, lastInboundAt: null },
    ...over,
    identities,
    ...(identities.length === 0
      ? {}
      : { identityKeys: identities.map((identity) => identityKey(workspaceId, identity)) }),
  };
  await Contacts.collection.insertOne(row as never);
  return row;
}

const yes: Consent = {
  channel: "sms",
  purpose: "marketing",
  state: "granted",
  at,
  eventId: "cev_1",
};

async function addAccount(id: string, adapterId: string, channel: string) {
  await ChannelAccounts.create({
    ...{ _id: id, workspaceId, adapterId, channel, name: channel, sealed: "x", state: "active" },
    ...{ createdAt: at, updatedAt: at },
  });
}

test("each number of the waterfall opens its people, and a change is counted at once", async () => {
  await addAccount("acc_sms", smsTwilio.id, "sms");
  const tags = ["vip"];
  const reached = await addPerson({ identities: [phone(1)], consents: [yes], tags });
  const asked = await addPerson({ identities: [phone(2)], tags });
  const gone = await addPerson({ identities: [phone(3)], consents: [yes], tags });
  const mute = await addPerson({ consents: [yes], tags });
  await addPerson({ identities: [phone(4)], consents: [yes] });
  const stop = { workspaceId, channel: "sms", reason: "manual", actor: "mem_1" } as const;
  await suppress({ ...stop, address: phone(3), detail: null }, rt);

  const input: WaterfallInput = {
    ...{ workspaceId, include: noParts, exclude: noParts, filter: { type: "tag", tag: "vip" } },
    ...{ senders: [{ channel: "sms", accountId: "acc_sms" }], purpose: "marketing" },
  };
  const counted = await countWaterfall(input, rt);
  expect(counted).toMatchObject({ isComplete: true, total: 5 });
  expect(counted.counts).toEqual({
    ...{ matched: 4, "no-address": 1, "no-consent": 1, suppressed: 1, "will-send": 1 },
  });
  const stages = ["no-address", "no-consent", "suppressed", "will-send"] as const;
  const opened = await Promise.all(
    stages.map((stage) => listWaterfallPeople({ ...input, stage, after: null, size: 10 }, rt)),
  );
  expect(opened.map((page) => page.people.map((one) => one._id))).toEqual(
    [mute, asked, gone, reached].map((one) => [one._id]),
  );
  const why = await explainPerson({ ...input, contactId: gone._id }, rt);
  expect(why.ok && why.value).toMatchObject({ stage: "suppressed", explanation: { isTrue: true } });

  await Contacts.updateOne({ _id: asked._id }, { $set: { consents: [yes] } });
  await announce(workspaceId, [{ topic: "contact.changed", ref: asked._id }], rt);
  await Contacts.deleteOne({ _id: mute._id });
  await announce(workspaceId, [{ topic: "contact.changed", ref: mute._id }], rt);
  await addPerson({ identities: [phone(5)], consents: [yes], tags });
  rt.clock.advance(1_000);
  const again = await countWaterfall(input, rt);
  expect(again.counts).toMatchObject({ matched: 4, "no-address": 0, "will-send": 3 });

  await suppress({ ...stop, address: phone(1), detail: null }, rt);
  rt.clock.advance(1_000);
  const later = await countWaterfall(input, rt);
  expect(later.counts).toMatchObject({ matched: 4, suppressed: 2, "will-send": 2 });
});

test("the matcher used at send time names the people the count shows", async () => {
  const now = rt.now();
  await saveSegment({
    ...{ _id: "seg_1", workspaceId, name: "Not Ada", createdAt: now, updatedAt: now },
    filter: { type: "field", field: "name", is: "is", value: "Grace" },
  });
  const grace = await addPerson({ name: "Grace", listIds: ["lst_1"] });
  await addPerson({ name: "Grace" });
  const parts = {
    include: { segmentIds: ["seg_1"], listIds: [] },
    exclude: { segmentIds: ["seg_removed"], listIds: ["lst_1"] },
  };
  const rules = await readRules({ workspaceId, ...parts });
  const isIn = await rulesMatcher({ workspaceId, rules }, rt);
  const everybody = await findContactWindow({ workspaceId, from: 1, to: 100 });
  const names = everybody.filter(isIn).map((row) => [row.name, row._id === grace._id]);
  expect(names).toEqual([["Grace", false]]);
});

test("a removed segment stands for nobody, never for everybody", () => {
  const filter = audienceFilter(
    { include: { ...noParts, segmentIds: ["seg_gone"] }, exclude: noParts },
    { segments: new Map(), audiences: new Map() },
  );
  const index = new PeopleIndex();
  const person = { _id: "con_1", name: "Ada", firstName: null, lastName: null, locale: null };
  index.put(
    0,
    {
      ...person,
      ...{ zone: null, identities: [], attributes: {}, tags: [], listIds: [], consents: [] },
      ...{ createdAt: at, lastInboundAt: null },
    },
    [],
  );
  const context = { now: at, zone: "UTC", reach: new Map(), members: new Map() };
  expect([...index.select(filter, context)]).toEqual([0]);
});
