import { expect, test } from "vitest";
import { countsAddUp, type ImportCounts } from "#core/import/counts.ts";
import type { DeclaredConsent, ImportOptions } from "#core/import/options.ts";
import { permissionFor } from "#core/consent/state.ts";
import { findTags } from "#models/attribute.server.ts";
import { findImport, findProblems } from "#models/contact-import.server.ts";
import { countContacts, findContactByIdentity } from "#models/contact.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime, type TestRuntime } from "#tests/setup/runtime.ts";
import { recordConsents, verifyChain } from "./consent.server.ts";
import { addNote } from "./contact-notes.server.ts";
import { updateContact } from "./contacts.server.ts";
import { problemFile } from "./import-problems.server.ts";
import { moveImport, resumeIdleImports } from "./import-run.server.ts";
import {
  changeLayout,
  declareConsent,
  saveMapping,
  startDryRun,
  startImport,
  stopImport,
  undoImport,
  uploadImport,
} from "./imports.server.ts";

useTestDatabase();

let workspaces = 0;
const aWorkspace = () => `wsp_import${(workspaces += 1)}`;

const declared: DeclaredConsent = {
  source: "Loyalty form in the shop",
  givenOn: "2026-02-01",
  wording: { text: "Yes, send me offers by phone and mail.", version: "3", locale: "en" },
  purposes: ["marketing"],
  channels: ["sms", "email"],
};

interface Given extends Partial<Pick<ImportOptions, "onExisting" | "columns" | "tags">> {
  readonly workspaceId: string;
  readonly consent?: DeclaredConsent | null;
}

async function* bytesOf(file: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  // Odd pieces: a character or a line is never whole by luck.
  for (let at = 0; at < bytes.length; at += 70_001) yield bytes.slice(at, at + 70_001);
}

async function upload(file: string | Uint8Array, given: Given, rt: TestRuntime) {
  const { workspaceId } = given;
  const stored = await uploadImport(
    {
      ...{ workspaceId, memberId: "mem_1", fileName: "people.csv", defaultCountry: "NL" },
      stream: bytesOf(file),
    },
    rt,
  );
  if (!stored.ok) return stored;
  const key = { workspaceId, importId: stored.value.importId };
  const row = await findImport(key);
  if (!row) throw new Error("No import");
  const { columns, defaultCountry, onExisting, tags } = { ...row.options, ...given };
  const mapped = await saveMapping({ ...key, columns, defaultCountry, onExisting, tags });
  if (!mapped.ok) throw new Error(mapped.error);
  await declareConsent({ ...key, consent: given.consent ?? null }, rt);
  return { ok: true as const, value: key };
}

async function imported(file: string | Uint8Array, given: Given, rt = testRuntime()) {
  const uploaded = await upload(file, given, rt);
  if (!uploaded.ok) throw new Error(uploaded.error);
  const key = uploaded.value;
  await startImport(key, rt);
  await moveImport(key.importId, rt);
  const row = await findImport(key);
  if (!row) throw new Error("No import");
  expect(countsAddUp(row.counts)).toBe(true);
  return { key, row, counts: row.counts, rt };
}

function person(workspaceId: string, kind: "phone" | "email", value: string) {
  return findContactByIdentity(workspaceId, { kind, accountId: null, value });
}

const people = [
  "Name,Phone,E-mail,City,Points,Member since",
  "Ada Jansen,06 12345678,Ada@Example.com,Delft,12,2024-03-01",
  "José Muñoz,+34 612 345 678,jose@example.com,Madrid,7,2023-01-15",
].join("\n");

test("a file becomes people, with typed attributes under guessed columns", async () => {
  const workspaceId = aWorkspace();
  const { counts, row } = await imported(people, { workspaceId, tags: ["spring"] });
  expect(counts).toMatchObject({ rows: 2, created: 2 });
  expect(row.options.columns.map(({ to }) => to)).toEqual([
    "name",
    "phone",
    "email",
    "attribute",
    "attribute",
    "attribute",
  ]);
  const ada = await person(workspaceId, "phone", "+31612345678");
  expect(ada).toMatchObject({
    name: "Ada Jansen",
    attributes: { city: "Delft", points: 12, memberSince: new Date("2024-03-01T00:00:00Z") },
    tags: ["spring"],
  });
  expect(await countContacts(workspaceId)).toBe(2);
});

test("tags of a column of their own are offered where pages offer tags", async () => {
  const workspaceId = aWorkspace();
  const file = "Name,Phone,Tags\nAda,06 12345671,harbour; choir\nBo,06 12345672,choir\nCy,,lost";
  await imported(file, { workspaceId, tags: ["spring"] });
  const ada = await person(workspaceId, "phone", "+31612345671");
  expect(ada?.tags).toEqual(["spring", "harbour", "choir"]);
  expect(await findTags(workspaceId)).toEqual(["choir", "harbour", "spring"]);
});

test.for([
  ["UTF-8 with a mark", "utf-8", (text: string) => Buffer.from(`\uFEFF${text}`, "utf8")],
  ["UTF-16LE", "utf-16le", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
  ["UTF-16LE without a mark", "utf-16le", (text: string) => Buffer.from(text, "utf16le")],
  ["UTF-16BE", "utf-16be", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ["Windows-1252", "windows-1252", (text: string) => Buffer.from(text, "latin1")],
] as const)("a file in %s keeps its accents", async ([, encoding, encode]) => {
  const workspaceId = aWorkspace();
  const { row } = await imported(new Uint8Array(encode(people)), { workspaceId });
  expect(row.options.encoding).toBe(encoding);
  expect(row.header[0]).toBe("Name");
  expect((await person(workspaceId, "email", "jose@example.com"))?.name).toBe("José Muñoz");
});

test.for([
  ["semicolons", ";"],
  ["tabs", "\t"],
  ["bars", "|"],
] as const)("a file cut by %s is cut there", async ([, delimiter]) => {
  const workspaceId = aWorkspace();
  const { counts } = await imported(people.replaceAll(",", delimiter), { workspaceId });
  expect(counts).toMatchObject({ created: 2 });
});

test("a file without a header is read by what its columns hold", async () => {
  const workspaceId = aWorkspace();
  const file = "ada@example.com;0612345678\njose@example.com;0687654321\n";
  const { row } = await imported(file, { workspaceId });
  expect(row.options.columns).toEqual([{ to: "email" }, { to: "phone" }]);
  expect(row.counts.created).toBe(2);
});

test("bad rows never stop good ones, and the mended error file brings in only them", async () => {
  const workspaceId = aWorkspace();
  const file = [
    "Name,Phone,E-mail",
    "Good,0612345670,good@example.com",
    "Mangled,3.16E+10,m@example.com",
    "Short,12,",
    "Bad mail,0612345671,not-a-mail",
    "Nobody,,",
    "Ragged,0612345672",
    "Too many,0612345673,x@example.com,surplus",
    `Nul${"\u0000"}l,0612345674,`,
    `Huge,0612345675,${"x".repeat(1_000_000)}`,
    "Good again,0612345670,",
    "Last,0612345679,last@example.com",
  ].join("\r\n");
  const first = await imported(file, { workspaceId });
  expect(first.counts).toEqual({
    rows: 11,
    created: 3,
    updated: 0,
    unchanged: 0,
    duplicate: 1,
    invalid: 7,
  });
  const problems = await findProblems(first.key.importId, 1, 100);
  expect(problems.map(({ line, reason, column }) => [line, reason, column])).toEqual([
    [3, "phone-mangled", "Phone"],
    [4, "phone-unreadable", "Phone"],
    [5, "email-invalid", "E-mail"],
    [6, "no-address", null],
    [8, "too-many-cells", null],
    [9, "control-characters", "Name"],
    [10, "cell-too-long", "E-mail"],
  ]);
  let errorFile = "";
  for await (const piece of problemFile(first.row, (one) => one.reason)) errorFile += piece;
  expect(errorFile.split("\r\n")[1]).toBe("Mangled,3.16E+10,m@example.com,3,phone-mangled");
  const mended = errorFile
    .replace("3.16E+10", "+31612345676")
    .replace("not-a-mail", "b@example.com");
  const second = await imported(mended, { workspaceId });
  expect(second.row.options.columns.slice(-2)).toEqual([{ to: "skip" }, { to: "skip" }]);
  expect(second.counts).toMatchObject({ rows: 7, created: 2, duplicate: 0 });
  const third = await imported(mended, { workspaceId });
  expect(third.counts).toMatchObject({ created: 0, unchanged: 2 });
  expect(await countContacts(workspaceId)).toBe(5);
});

test("a quote that never closes costs its own line, not the rest of the file", async () => {
  const workspaceId = aWorkspace();
  const lines = [
    "Name,Phone",
    'Open,"0612345670',
    ...Array.from({ length: 50 }, (_, n) => `P${n},06123457${String(n).padStart(2, "0")}`),
  ];
  const { counts, key } = await imported(lines.join("\n"), { workspaceId });
  expect(await findProblems(key.importId, 1, 100)).toMatchObject([
    { line: 2, reason: "quote-not-closed" },
  ]);
  expect(counts).toMatchObject({ rows: 51, created: 50, invalid: 1 });
});

test.for([
  ["an empty file", new Uint8Array(), "empty"],
  ["a file of blank lines", new TextEncoder().encode("\n \n\n"), "empty"],
  ["a spreadsheet", Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), "zip-or-excel"],
  ["a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "image"],
  ["bytes", Uint8Array.from({ length: 3_000 }, (_, n) => (n * 7919) % 256), "binary"],
] as const)("%s gets an answer", async ([, file, error]) => {
  const result = await upload(file, { workspaceId: aWorkspace() }, testRuntime());
  expect(result).toMatchObject({ ok: false, error });
});

test("without declared consent people are stored and may not be written to", async () => {
  const workspaceId = aWorkspace();
  await imported(people, { workspaceId, consent: null });
  const ada = await person(workspaceId, "email", "ada@example.com");
  expect(ada?.consents).toEqual([]);
  for (const channel of ["sms", "email", "whatsapp"]) {
    expect(permissionFor(ada?.consents ?? [], channel, "marketing").allowed).toBe(false);
  }
});

test("nothing moves before the question of consent is answered", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  const stream = bytesOf(people);
  const file = { memberId: "mem_1", fileName: "a.csv", defaultCountry: "NL", stream };
  const stored = await uploadImport({ workspaceId, ...file }, rt);
  if (!stored.ok) throw new Error(stored.error);
  const key = { workspaceId, importId: stored.value.importId };
  expect(await startImport(key, rt)).toMatchObject({ ok: false, error: "consent-not-answered" });
  expect(await moveImport(key.importId, rt)).toEqual({ state: "busy" });
  expect(await countContacts(workspaceId)).toBe(0);
});

test("declared consent is a line of evidence per person and channel they can be reached on", async () => {
  const workspaceId = aWorkspace();
  const file = "Name,Phone,E-mail\nBoth,0612345678,both@example.com\nMail only,,mail@example.com\n";
  const { row } = await imported(file, { workspaceId, consent: declared });
  expect(row.consentCounts).toEqual({ granted: 3, keptOptedOut: 0 });
  const mailOnly = await person(workspaceId, "email", "mail@example.com");
  expect(permissionFor(mailOnly?.consents ?? [], "email", "marketing").allowed).toBe(true);
  expect(permissionFor(mailOnly?.consents ?? [], "sms", "marketing").allowed).toBe(false);
  expect(await verifyChain(workspaceId)).toMatchObject({ lines: 3, broken: null });
});

test("an opt-out survives every later file, also after the first one was undone", async () => {
  const workspaceId = aWorkspace();
  const first = await imported(people, { workspaceId, consent: declared });
  const ada = await person(workspaceId, "email", "ada@example.com");
  const stop = {
    workspaceId,
    contactId: ada?._id ?? "",
    channel: "sms",
    purpose: "marketing",
    kind: "withdrawn",
    wording: null,
    source: "keyword",
    actor: "contact",
    proof: {},
  } as const;
  await recordConsents([stop], first.rt);
  const again = await imported(people, { workspaceId, consent: declared });
  expect(again.row.consentCounts).toEqual({ granted: 0, keptOptedOut: 1 });
  await undoImport(first.key, first.rt);
  await moveImport(first.key.importId, first.rt);
  await imported(people, { workspaceId, consent: declared });
  const still = await person(workspaceId, "email", "ada@example.com");
  expect(permissionFor(still?.consents ?? [], "sms", "marketing")).toEqual({
    allowed: false,
    reason: "opted-out",
  });
  expect((await verifyChain(workspaceId)).broken).toBeNull();
});

test("a dry run counts what the run then does, and writes nothing", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  await imported("Name,Phone\nAda,0612345678\n", { workspaceId });
  const file = "Name,Phone\nAda J,0612345678\nBo,0612345679\nBo,0612345679\nX,1\n";
  const uploaded = await upload(file, { workspaceId, consent: declared }, rt);
  if (!uploaded.ok) throw new Error(uploaded.error);
  await startDryRun(uploaded.value, rt);
  await moveImport(uploaded.value.importId, rt);
  expect(await countContacts(workspaceId)).toBe(1);
  const { dryRun } = (await findImport(uploaded.value)) ?? {};
  await startImport(uploaded.value, rt);
  await moveImport(uploaded.value.importId, rt);
  const row = await findImport(uploaded.value);
  expect(dryRun?.counts).toEqual(row?.counts);
  expect(dryRun?.consentCounts).toEqual(row?.consentCounts);
  expect(row?.counts).toMatchObject({ created: 1, updated: 1, duplicate: 1, invalid: 1 });
});

test("undoing takes back people and changes, except what happened since", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  await imported("Name,Phone,City\nAda,0612345678,Delft\nBo,0612345677,Gouda\n", { workspaceId });
  const file =
    "Name,Phone,City,E-mail\nAda Jansen,0612345678,Leiden,\nBo,0612345677,Breda,bo@example.com\nNew,0612345676,,\nNoted,0612345675,,\n";
  const second = await imported(file, { workspaceId, consent: declared, tags: ["second"] });
  expect(second.counts).toMatchObject({ created: 2, updated: 2 });
  const bo = await person(workspaceId, "phone", "+31612345677");
  const noted = await person(workspaceId, "phone", "+31612345675");
  const contactId = bo?._id ?? "";
  await updateContact({ workspaceId, contactId, actor: "mem_1", attributes: { city: "Ede" } }, rt);
  const note = { workspaceId, contactId: noted?._id ?? "", memberId: "mem_1", text: "Called" };
  await addNote(note, rt);
  await undoImport(second.key, rt);
  await moveImport(second.key.importId, rt);
  const row = await findImport(second.key);
  expect(row).toMatchObject({ state: "undone", undo: { removed: 1, kept: 1, restored: 2 } });
  const ada = await person(workspaceId, "phone", "+31612345678");
  expect(ada).toMatchObject({ name: "Ada", attributes: { city: "Delft" }, tags: [] });
  const boNow = await person(workspaceId, "phone", "+31612345677");
  expect(boNow).toMatchObject({ attributes: { city: "Ede" } });
  expect(boNow?.identities).toHaveLength(1);
  expect(await person(workspaceId, "phone", "+31612345676")).toBeNull();
  const kept = await person(workspaceId, "phone", "+31612345675");
  for (const one of [ada, boNow, kept]) {
    expect(permissionFor(one?.consents ?? [], "sms", "marketing").allowed).toBe(false);
  }
  expect(await countContacts(workspaceId)).toBe(3);
});

test.for([
  ["update", { name: "Ada Jansen", city: "Leiden", email: true }],
  ["fill", { name: "Ada", city: "Delft", email: true }],
  ["skip", { name: "Ada", city: "Delft", email: false }],
] as const)("people who are already here: %s", async ([onExisting, expected]) => {
  const workspaceId = aWorkspace();
  await imported("Name,Phone,City\nAda,0612345678,Delft\n", { workspaceId });
  const file = "Name,Phone,City,E-mail\nAda Jansen,0612345678,Leiden,ada@example.com\n";
  await imported(file, { workspaceId, onExisting });
  const ada = await person(workspaceId, "phone", "+31612345678");
  expect(ada?.name).toBe(expected.name);
  expect(ada?.attributes["city"]).toBe(expected.city);
  expect((await person(workspaceId, "email", "ada@example.com")) !== null).toBe(expected.email);
});

test("a row that names two people is refused rather than guessed at", async () => {
  const workspaceId = aWorkspace();
  await imported("Phone\n0612345678\n", { workspaceId });
  await imported("E-mail\nada@example.com\n", { workspaceId });
  const { counts } = await imported("Phone,E-mail\n0612345678,ada@example.com\n", { workspaceId });
  expect(counts).toMatchObject({ invalid: 1, updated: 0 });
});

function manyPeople(count: number): string {
  const rows = Array.from({ length: count }, (_, n) => `P${n},+3161${String(n).padStart(7, "0")}`);
  return ["Name,Phone", ...rows].join("\n");
}

test("a worker killed half-way: the next one goes on, nobody is missing, nobody is twice", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  const uploaded = await upload(manyPeople(2_000), { workspaceId, consent: declared }, rt);
  if (!uploaded.ok) throw new Error(uploaded.error);
  const { importId } = uploaded.value;
  await startImport(uploaded.value, rt);
  // Dies after its second batch was written: the clock is asked once more for the announcement.
  let announced = 0;
  const dying = {
    ...rt,
    now: () => {
      const row = new Error("killed");
      if ((announced += 1) > 2_400) throw row;
      return rt.now();
    },
  };
  await expect(moveImport(importId, dying)).rejects.toThrow("killed");
  const halfWay = await findImport(uploaded.value);
  expect(halfWay?.counts.rows).toBeGreaterThan(0);
  expect(halfWay?.counts.rows).toBeLessThan(2_000);
  expect(await moveImport(importId, rt)).toEqual({ state: "busy" });
  rt.clock.advance(61_000);
  expect(await resumeIdleImports(rt)).toBeGreaterThan(0);
  await moveImport(importId, rt);
  const row = await findImport(uploaded.value);
  expect(row?.counts).toMatchObject({
    rows: 2_000,
    created: 2_000,
  } satisfies Partial<ImportCounts>);
  expect(await verifyChain(workspaceId)).toMatchObject({ lines: 2_000, broken: null });
});

test("stop holds after the batch being written, and what is in can be undone", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  const uploaded = await upload(manyPeople(2_500), { workspaceId }, rt);
  if (!uploaded.ok) throw new Error(uploaded.error);
  await startImport(uploaded.value, rt);
  await stopImport(uploaded.value);
  expect(await moveImport(uploaded.value.importId, rt)).toEqual({ state: "stopped" });
  expect(await countContacts(workspaceId)).toBe(0);
});

test("another look at the file follows a corrected delimiter", async () => {
  const workspaceId = aWorkspace();
  const rt = testRuntime();
  const uploaded = await upload(people, { workspaceId }, rt);
  if (!uploaded.ok) throw new Error(uploaded.error);
  const layout = { encoding: "utf-8", delimiter: ";", hasHeader: true } as const;
  await changeLayout({ ...uploaded.value, ...layout }, rt);
  expect((await findImport(uploaded.value))?.header).toHaveLength(1);
  expect(
    await changeLayout({ ...uploaded.value, workspaceId: "wsp_other", ...layout }, rt),
  ).toEqual({
    ok: false,
    error: "not-found",
  });
});

test("an upload that breaks off leaves nothing behind", async () => {
  const workspaceId = aWorkspace();
  const kept = new Set<string>();
  const files = {
    put: async (key: string) => void kept.add(key),
    get: async () => null,
    remove: async (key: string) => void kept.delete(key),
  };
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3_000_000).fill(65);
    throw new Error("connection lost");
  }
  const file = { memberId: "mem_1", fileName: "a.csv", defaultCountry: "NL", stream: broken() };
  const rt = testRuntime({ files });
  await expect(uploadImport({ workspaceId, ...file }, rt)).rejects.toThrow("connection lost");
  expect(kept.size).toBe(0);
});
