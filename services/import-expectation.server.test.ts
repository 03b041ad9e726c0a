import { expect, test } from "vitest";
import { noCounts } from "#core/import/counts.ts";
import type { DeclaredConsent } from "#core/import/options.ts";
import { findImport } from "#models/contact-import.server.ts";
import { countContacts } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { verifyChain } from "./consent.server.ts";
import { createContact } from "./contacts.server.ts";
import { Expectation } from "./import-expectation.server.ts";
import { moveImport } from "./import-run.server.ts";
import { declareConsent, startImport, uploadImport } from "./imports.server.ts";

useTestDatabase();

const rows = 700;
const declared: DeclaredConsent = {
  source: "Loyalty form in the shop",
  givenOn: "2026-02-01",
  wording: { text: "Yes, send me offers.", version: "3", locale: "en" },
  purposes: ["marketing"],
  channels: ["email"],
};

async function* csv(): AsyncGenerator<Uint8Array> {
  const lines = Array.from({ length: rows }, (_, n) => `Person ${n},p${n}@example.com`);
  yield new TextEncoder().encode(`Name,E-mail\n${lines.join("\n")}\n`);
}

test.for([
  ["declared", declared],
  ["none", null],
] as const)("one known person among hundreds of new ones, consent %s", async ([name, consent]) => {
  const rt = testRuntime();
  const workspaceId = `wsp_batch_${name}`;
  const identities = [{ kind: "email", accountId: null, value: "p400@example.com" }];
  await createContact({ workspaceId, name: "Known", identities }, rt);
  const file = { memberId: "mem_1", fileName: "people.csv", defaultCountry: "NL", stream: csv() };
  const stored = await uploadImport({ workspaceId, ...file }, rt);
  if (!stored.ok) throw new Error(stored.error);
  const key = { workspaceId, importId: stored.value.importId };
  await declareConsent({ ...key, consent }, rt);
  await startImport(key, rt);
  await moveImport(key.importId, rt);
  const row = await findImport(key);
  expect(row).toMatchObject({ state: "done", counts: { rows, created: rows - 1, duplicate: 0 } });
  expect(row?.consentCounts.granted).toBe(consent ? rows : 0);
  expect(await countContacts(workspaceId)).toBe(rows);
  const lines = consent ? rows : 0;
  expect(await verifyChain(workspaceId)).toEqual({ workspaceId, lines, broken: null });
});

test("after somebody known, batches are looked up until four of them were new", () => {
  const expectation = new Expectation();
  const fresh = { ...noCounts, rows: 250, created: 250 };
  expect(expectation.areAllNew).toBe(true);
  expectation.learn({ ...fresh, created: 249, unchanged: 1 });
  for (let batch = 0; batch < 4; batch += 1) {
    expect(expectation.areAllNew).toBe(false);
    expectation.learn(fresh);
  }
  expect(expectation.areAllNew).toBe(true);
});
