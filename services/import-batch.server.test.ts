import { expect, test, vi } from "vitest";
import type * as ContactImport from "#models/contact-import.server.ts";
import { findImport } from "#models/contact-import.server.ts";
import { countContacts } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { createContact } from "./contacts.server.ts";
import { moveImport } from "./import-run.server.ts";
import { declareConsent, saveMapping, startImport, uploadImport } from "./imports.server.ts";

/** Runs once, in the middle of a batch: after it has looked who is known, before it writes. */
const rival = vi.hoisted(() => ({ write: null as (() => Promise<unknown>) | null }));

vi.mock("#models/contact-import.server.ts", async (original) => {
  const real = await original<typeof ContactImport>();
  const findTouchedPeople: typeof real.findTouchedPeople = async (...given) => {
    const found = await real.findTouchedPeople(...given);
    const { write } = rival;
    rival.write = null;
    await write?.();
    return found;
  };
  return { ...real, findTouchedPeople };
});

useTestDatabase();

test("somebody who writes in while a batch without consent is written costs one more attempt", async () => {
  const rt = testRuntime();
  const workspaceId = "wsp_rivals";
  async function* file() {
    yield new TextEncoder().encode(
      "Name,Phone\nAda,+31612345678\nBob,+31612345679\nEve,+31612345670\n",
    );
  }
  const place = {
    workspaceId,
    memberId: "mem_1",
    fileName: "p.csv",
    defaultCountry: "NL",
  } as const;
  const stored = await uploadImport({ ...place, stream: file() }, rt);
  if (!stored.ok) throw new Error(stored.error);
  const key = { workspaceId, importId: stored.value.importId };
  const options = (await findImport(key))?.options;
  if (!options) throw new Error("no import");
  await saveMapping({ ...key, ...options });
  await declareConsent({ ...key, consent: null }, rt);
  await startImport(key, rt);
  const person = (name: string, value: string) =>
    createContact(
      { workspaceId, name, identities: [{ kind: "phone", accountId: null, value }] },
      rt,
    );
  // Somebody who is here already: a batch of nothing but new people is written without a look.
  await person("Eve", "+31612345670");
  rival.write = () => person("Ada", "+31612345678");

  expect(await moveImport(key.importId, rt)).toEqual({ state: "done" });
  expect((await findImport(key))?.counts).toMatchObject({ rows: 3, created: 1 });
  expect(rival.write).toBeNull();
  expect(await countContacts(workspaceId)).toBe(3);
});
