import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { CampaignRuns } from "#models/campaign-run.server.ts";
import { Contacts } from "#models/contact.server.ts";
import { findDeliverySpan } from "#models/delivery.server.ts";
import { native } from "#models/native.server.ts";
import { createLife, type Life } from "#tests/factories/dispatch-life.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { findOpenBatches } from "#models/dispatch-batch.server.ts";
import { propertyRuns } from "#tests/setup/property-runs.ts";
import { createDispatchContext } from "./dispatch-context.server.ts";
import { dispatchBatch } from "./dispatch.server.ts";
import { deliveryIdOf } from "./delivery-key.server.ts";
import { closeRenderPool } from "./rendering.server.ts";
import { controlRun, readProgress, reconcile, startRun } from "./runs.server.ts";
import { applyStatuses } from "./status.server.ts";
import { sweepDoubts, sweepOrphans } from "./status-sweeps.server.ts";

useTestDatabase();
afterAll(closeRenderPool);

/** P1-P5 of dispatch.md 2.3, held against the provider's own ledger. */
async function expectPromises(life: Life): Promise<Map<string, string>> {
  const counted = await reconcile(life.runId);
  expect(counted).toMatchObject({ difference: 0, drift: {} });
  const accepts = new Map<string, number>();
  for (const { deliveryId } of life.provider.accepts) {
    accepts.set(deliveryId, (accepts.get(deliveryId) ?? 0) + 1);
  }
  const rows = await findDeliverySpan(life.runId, 0, 10_000);
  const states = new Map(rows.map((row) => [row._id, row.state]));
  for (const count of accepts.values()) expect(count).toBe(1);
  for (const [id, state] of states) {
    const mayHaveArrived = state === "accepted" || state === "uncertain" || state === "unknown";
    if (state === "accepted") expect(accepts.get(id)).toBe(1);
    if (!mayHaveArrived) expect(accepts.get(id)).toBeUndefined();
  }
  return states;
}

const answer = (status: number) =>
  ({ kind: "answer", status, headers: {}, body: new Uint8Array() }) as const;

const countOf = (states: Map<string, string>, state: string): number =>
  [...states.values()].filter((one) => one === state).length;

test("C0: two clocks that fire at once start one run", async () => {
  const life = await createLife({ people: 3 });
  const again = await Promise.all([1, 2].map(() => startRun(life.campaignId, life.rt)));
  for (const one of again) expect(one).toMatchObject({ ok: true, value: { runId: life.runId } });
  const runs = await native(CampaignRuns).countDocuments({ campaignId: life.campaignId });
  expect(runs).toBe(1);
});

test("C1: a planner that dies half-way is continued, nobody planned twice or left out", async () => {
  const life = await createLife({ people: 250 });
  expect(await life.work({ point: "C1", nth: 2 })).toBe("died");
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "accepted")).toBe(250);
});

test.for([
  ["C3: after the claim", "C3", 1, 0],
  ["C4: after consent was read", "C4", 1, 0],
  ["C5: while rendering", "C5", 1, 0],
  // The window before it is sent by now, and its outcomes are written with this one's intent.
  ["C4: in the second window", "C4", 2, 4],
  ["C10: after the outcome was written", "C10", 1, 4],
] as const)("%s, no byte left, so nobody is lost or doubted", async ([, point, nth, doubts]) => {
  const life = await createLife({ people: 12 });
  expect(await life.work({ point, nth })).toBe("died");
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "uncertain")).toBeLessThanOrEqual(doubts);
  expect(states.size).toBe(12);
});

test.for([
  ["C6: after the intent", "C6", 1],
  ["C7: before the first byte", "C7", 2],
  ["C8: after the provider answered", "C8", 3],
  ["C9: before the outcome is written", "C9", 2],
] as const)("%s, at most one window is doubted, nobody twice", async ([, point, nth]) => {
  const life = await createLife({ people: 12 });
  expect(await life.work({ point, nth })).toBe("died");
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "uncertain")).toBeLessThanOrEqual(4);
  expect(countOf(states, "accepted") + countOf(states, "uncertain")).toBe(12);
});

test.for([
  ["C6", 1, 0],
  ["C7", 1, 0],
  ["C7", 2, 4],
  ["C8", 3, 4],
  ["C9", 2, 4],
] as const)(
  "%s with a send log: only who was handed over is doubted",
  async ([point, nth, most]) => {
    const sendLogFolder = await mkdtemp(path.join(tmpdir(), "antiphon-send-log-"));
    const life = await createLife({ people: 12, sendLogFolder });
    expect(await life.work({ point, nth })).toBe("died");
    await life.drain();
    const states = await expectPromises(life);
    expect(countOf(states, "uncertain")).toBeLessThanOrEqual(most);
    expect(countOf(states, "accepted") + countOf(states, "uncertain")).toBe(12);
  },
);

test("a worker that dies while taking over a window leaves the doubt as it was", async () => {
  const sendLogFolder = await mkdtemp(path.join(tmpdir(), "antiphon-send-log-"));
  const life = await createLife({ people: 12, sendLogFolder });
  expect(await life.work({ point: "C9", nth: 1 })).toBe("died");
  life.rt.clock.advance(70_000);
  // Its own send log names none of the people the first one wrote to.
  expect(await life.work({ point: "C3", nth: 1 }, "w2@test")).toBe("died");
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "uncertain")).toBe(4);
  expect(countOf(states, "accepted")).toBe(8);
});

test.for(["C6", "C7", "C8", "C9"])("%s on a keyed channel: everybody, once", async (point) => {
  const life = await createLife({ people: 12, isKeyed: true });
  expect(await life.work({ point, nth: 1 })).toBe("died");
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "accepted")).toBe(12);
});

test.for(["refused", "opted out", "too old", "key forgotten"])(
  "keyed: nobody who may have been reached is said to have got nothing: %s",
  async (then) => {
    const life = await createLife({
      people: 1,
      isKeyed: true,
      ...(then === "key forgotten" ? { keyTtlMs: 60_000 } : {}),
      script: (_, n) => (n === 1 ? "accept-then-silence" : answer(400)),
    });
    await life.work();
    expect(life.provider.requests()).toBe(1);
    if (then === "opted out") await take(life, { do: "opt-out", who: 0 });
    if (then === "too old") life.rt.clock.advance(30 * 3_600_000);
    await life.drain();
    const states = await expectPromises(life);
    expect(countOf(states, "uncertain")).toBe(1);
    expect(life.provider.requests()).toBe(then === "refused" ? 2 : 1);
  },
);

test("C5: a message that kills every worker is set aside, the others go on", async () => {
  const life = await createLife({ people: 6 });
  for (let death = 0; death < 7; death += 1) {
    await life.work({ point: "C5", nth: 1 });
    life.rt.clock.advance(70_000);
  }
  await life.drain();
  const states = await expectPromises(life);
  expect(countOf(states, "failed")).toBe(1);
  expect(countOf(states, "accepted")).toBe(5);
});

test("C11: a receipt that comes before its row is kept and settles it", async () => {
  const life = await createLife({ people: 3 });
  const contactId = life.contactIds[1] ?? "";
  const echo = deliveryIdOf(life.runId, contactId);
  const at = life.rt.now();
  const event = { type: "status", status: "delivered", echo, at } as const;
  const tally = await applyStatuses(life.accountIds[0] ?? "", [event, event], life.rt);
  expect(tally).toMatchObject({ changed: 0, parked: 2 });
  await life.work();
  life.rt.clock.advance(2_000);
  await sweepOrphans(life.rt);
  const rows = await findDeliverySpan(life.runId, 0, 10);
  expect(rows.find((row) => row._id === echo)?.facts.delivered).toEqual(at);
  expect(await readProgress(life.runId, life.rt)).toMatchObject({ accepted: 3, delivered: 1 });
});

test("a receipt with our id settles a doubt, even after it was called unknown", async () => {
  const life = await createLife({ people: 4 });
  await life.work({ point: "C9", nth: 1 });
  life.rt.clock.advance(70_000);
  await life.work();
  life.rt.clock.advance(16 * 60_000);
  await sweepDoubts(life.rt);
  expect(await readProgress(life.runId, life.rt)).toMatchObject({ unknown: 4 });
  const events = life.provider.accepts.map(({ deliveryId }, n) => {
    const externalId = `late_${n}`;
    return {
      type: "status",
      status: "sent",
      echo: deliveryId,
      externalId,
      at: life.rt.now(),
    } as const;
  });
  await applyStatuses(life.accountIds[0] ?? "", [...events, ...events], life.rt);
  const progress = await readProgress(life.runId, life.rt);
  expect(progress).toMatchObject({ unknown: 0, accepted: 4, sent: 4 });
  await expectPromises(life);
});

test("a worker whose picture of a batch is old sends nobody again", async () => {
  const life = await createLife({ people: 12 });
  await life.work({ point: "C9", nth: 3 });
  const [now] = await findOpenBatches(life.runId);
  if (!now) throw new Error("no batch");
  // What another worker saw two windows ago; the claim has not changed since.
  const old = { ...now, settled: 0, window: { from: 0, to: 4, at: now.bornAt, owner: "w1@test" } };
  life.rt.clock.advance(70_000);
  const context = createDispatchContext(life.rt, { owner: "w2@test", monotonicMs: () => 0 });
  await dispatchBatch(old, context);
  await life.drain();
  await expectPromises(life);
  expect(life.provider.requests()).toBe(12);
});

const points = ["C1", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"];
const step = fc.oneof(
  fc.record({
    do: fc.constant("crash" as const),
    point: fc.constantFrom(...points),
    nth: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({ do: fc.constant("work" as const) }),
  fc.record({ do: fc.constantFrom("pause" as const, "resume" as const) }),
  fc.record({ do: fc.constant("opt-out" as const), who: fc.nat(9) }),
  fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
);

test("P1-P7 hold whatever happens, in any order", { timeout: 600_000 }, async () => {
  const scripts = fc.array(fc.constantFrom("accept", "refuse", "silence", "no"), { maxLength: 20 });
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 8 }),
    scripts,
    fc.boolean(),
    async (steps, verdicts, isKeyed) => {
      const life = await createLife({
        people: 10,
        isKeyed,
        script: (_, n) => {
          const verdict = verdicts[n - 1] ?? "accept";
          if (verdict === "silence") return "accept-then-silence";
          if (verdict === "refuse") return { kind: "not-sent", detail: "refused" };
          return verdict === "no" ? answer(400) : "accept";
        },
      });
      for (const one of steps) await take(life, one);
      await controlRun(life.runId, "resume", null, life.rt);
      await life.drain();
      const states = await expectPromises(life);
      expect(states.size).toBe(10);
    },
  );
  await fc.assert(property, { numRuns: propertyRuns(12) });
});

async function take(life: Life, one: typeof step extends fc.Arbitrary<infer T> ? T : never) {
  switch (one.do) {
    case "crash":
      await life.work({ point: one.point, nth: one.nth });
      return;
    case "work":
      await life.work();
      return;
    case "pause":
    case "resume":
      await controlRun(life.runId, one.do, "test", life.rt);
      return;
    case "wait":
      life.rt.clock.advance(one.ms);
      return;
    case "opt-out":
      await native(Contacts).updateOne(
        { _id: life.contactIds[one.who] ?? "" },
        { $set: { "consents.0.state": "withdrawn" } },
      );
  }
}
