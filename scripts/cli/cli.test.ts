import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { parseConfig } from "#core/config.ts";
import { allModels } from "#models/all.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { ConsentEvents } from "#models/consent-event.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import { Receipts } from "#models/receipt.server.ts";
import { beat } from "#models/worker.server.ts";
import { Workspaces } from "#models/workspace.server.ts";
import { runCommand } from "#scripts/cli.ts";
import { claimFolder } from "#scripts/run/instance.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { testDatabaseUri } from "#tests/setup/database.ts";

const uri = testDatabaseUri();
const workspaceId = "wsp_cli";
const botToken = "700200:a-token-of-the-bot";
let folder: string;
let files: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "antiphon-cli-"));
  files = await mkdtemp(path.join(tmpdir(), "antiphon-cli-files-"));
  await withDatabase(async () => {
    await ensureIndexes(allModels);
    const place = { slug: "cli", zone: "Europe/Amsterdam", locale: "en", country: "NL" };
    await Workspaces.collection.insertOne({ _id: workspaceId, name: "Shop", ...place } as never);
  });
});

afterAll(async () => {
  await withDatabase(() => currentDatabase().dropDatabase());
  await rm(folder, { recursive: true });
  await rm(files, { recursive: true });
});

beforeEach(() => {
  vi.stubEnv("NODE_ENV", "production");
  vi.stubEnv("MONGODB_URI", uri);
  vi.stubEnv("ANTIPHON_DATA", folder);
});

/** The commands open and close the process's one connection; so do looks at what they did. */
async function withDatabase<T>(look: () => Promise<T>, at = uri): Promise<T> {
  const config = { NODE_ENV: "test", LOG_LEVEL: "silent", ANTIPHON_DATA: folder, MONGODB_URI: at };
  const rt = await createRuntime(parseConfig(config), "cli");
  try {
    return await look();
  } finally {
    await closeRuntime(rt);
  }
}

interface Ran {
  readonly code: number;
  /** The one JSON document of standard output. */
  readonly json: unknown;
  readonly words: string;
}

async function run(...argv: string[]): Promise<Ran> {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    await runCommand(argv);
    const text = out.mock.calls.map((call) => call.join(" ")).join("\n");
    const words = [text, ...err.mock.calls.map((call) => call.join(" "))].join("\n");
    const json: unknown = argv.includes("--json") ? JSON.parse(text) : null;
    return { code: Number(process.exitCode ?? 0), json, words };
  } finally {
    // The test runner's own end is not the command's.
    process.exitCode = undefined;
    for (const spy of [out, err, stderr]) spy.mockRestore();
  }
}

async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(files, name);
  await writeFile(file, text);
  return file;
}

test("an account is added, listed without its secrets, and checked", async () => {
  const settings = await fileOf(
    "telegram.json",
    JSON.stringify({ botToken, apiBase: "http://127.0.0.1:1" }),
  );
  const added = await run("account", "add", "telegram", "Bot", "--settings", settings, "--json");
  expect(added).toMatchObject({
    code: 0,
    json: { webhook: expect.stringMatching(/telegram\/acc_/) },
  });
  const listed = await run("account", "list", "--json");
  expect(listed.json).toMatchObject([{ channel: "telegram", name: "Bot", workspaceId }]);
  expect(listed.words).not.toContain("a-token-of-the-bot");
  const checked = await run("account", "check", "--json");
  expect(checked).toMatchObject({ code: 1, json: [{ ok: false, name: "Bot" }] });
});

test("doctor knows the ports that a running Antiphon chose by itself", async () => {
  const simulator = createServer((_, response) =>
    response.end('{"ok":true,"result":{"id":7,"username":"bot","url":""}}'),
  );
  simulator.listen(0, "127.0.0.1");
  await once(simulator, "listening");
  const { port } = simulator.address() as AddressInfo;
  const places = { PORT: String(port), SIMULATOR: "true", SIMULATOR_PORT: String(port) };
  const instance = await claimFolder(folder, places);
  onTestFinished(async () => {
    await instance.release();
    simulator.close();
    // Later tests count the accounts.
    await withDatabase(() => ChannelAccounts.deleteOne({ name: "Played" }));
  });
  const apiBase = `http://127.0.0.1:${port}`;
  const settings = await fileOf(
    "played.json",
    JSON.stringify({ botToken: "700201:the-token-of-the-bot", apiBase }),
  );
  await run("account", "add", "telegram", "Played", "--settings", settings);
  const { json } = await run("doctor", "--json");
  const { findings } = json as { findings: { what: string; ok: boolean; detail: string }[] };
  const found = findings.filter(({ what }) => /^(web|channel Played)/.test(what));
  expect(found.map(({ ok }) => ok)).toEqual([true, true]);
});

test("calls of the journal are understood again once, of this workspace and as they were named", async () => {
  const row = {
    ...{ workspaceId, accountId: "acc_gone", adapterId: "telegram", body: Buffer.from("{}") },
    ...{ request: { method: "POST", url: "http://x.example/webhooks", headers: {} } },
    ...{ state: "done", result: [], error: null, attempts: 1, at: new Date(), processedAt: null },
  };
  const rows = [
    { ...row, _id: "rec_own", dedupeKey: "1" },
    { ...row, _id: "rec_theirs", dedupeKey: "2", workspaceId: "wsp_other" },
  ];
  await withDatabase(() => Receipts.collection.insertMany(rows as never));
  onTestFinished(async () => {
    const ids = rows.map(({ _id }) => _id as never);
    await withDatabase(() => Receipts.collection.deleteMany({ _id: { $in: ids } }));
  });
  const replay = (...argv: string[]) => run("journal", "replay", ...argv, "--json");
  const twice = await replay("rec_own", "rec_own", "--since", "2020-01-01T00:00Z");
  expect(twice.json).toMatchObject({ receipts: 1 });
  for (const [argv, why] of [
    [["rec_own", "rec_theirs"], /Not in this workspace's journal: rec_theirs\./],
    [["rec_own", "--account", "acc_none"], /no account acc_none in this workspace/],
  ] as const) {
    const refused = await replay(...argv);
    expect(refused).toMatchObject({ code: 1, json: { error: expect.stringMatching(why) } });
  }
});

test.for([
  [["account", "add", "pigeon", "X"], 1, /no channel "pigeon".*telegram/],
  [["account", "add", "telegram", "X", "--settings", "/no/such.json"], 1, /--settings.*ENOENT/],
  [["account", "check", "acc_none"], 1, /no account acc_none/],
  [["import", "/no/such.csv", "--without-consent"], 1, /no file/],
  [["import", import.meta.filename], 1, /--without-consent/],
  [["import", "x", "--existing", "guess"], 2, /update, fill, skip/],
  [["journal", "replay"], 1, /--since/],
  [["journal", "replay", "rcp_none"], 1, /Not in this .*: rcp_none/],
  [["journal", "replay", "--since", "yesterday"], 2, /2026-11-20/],
  [["db", "import", "/no/such"], 1, /no file/],
  [["demo", "reset"], 1, /--yes/],
  [["sing"], 2, /unknown command/],
] as const)("%j ends with %i and says why, as JSON too", async ([argv, code, why]) => {
  const ran = await run(...argv, "--json");
  expect(ran.code).toBe(code);
  expect(ran.json).toEqual({ error: expect.stringMatching(why) });
});

const consent = {
  source: "form",
  givenOn: "2026-01-02",
  wording: { text: "Yes, write to me about offers.", version: "1", locale: "en" },
  purposes: ["marketing"],
  channels: ["whatsapp"],
};

test("a file is imported with its consent, and the ledger's chain verifies", async () => {
  const csv = await fileOf("people.csv", "Name;Phone\nAda;+31612349901\nBad;12\nBob;0612349902\n");
  const declared = await fileOf("consent.json", JSON.stringify(consent));
  const ran = await run("import", csv, "--consent", declared, "--country", "NL", "--json");
  expect(ran).toMatchObject({
    code: 0,
    json: {
      state: "done",
      counts: { rows: 3, created: 2, invalid: 1 },
      consentCounts: { granted: 2 },
    },
  });
  expect(await run("consent", "verify", "--json")).toMatchObject({
    code: 0,
    json: [{ workspaceId, lines: 2, broken: null }],
  });
});

test("all data goes to another database and is the same there, indexes and chain included", async () => {
  const other = testDatabaseUri();
  const file = path.join(files, "all.ndjson");
  expect(await run("db", "export", file, "--json")).toMatchObject({
    code: 0,
    json: { isLive: false },
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await run("db", "import", file)).toMatchObject({
    code: 1,
    words: expect.stringMatching(/not empty/),
  });

  vi.stubEnv("MONGODB_URI", other);
  onTestFinished(async () => {
    await withDatabase(() => currentDatabase().dropDatabase(), other);
  });
  const text = await readFile(file, "utf8");
  const damaged = await fileOf("damaged.ndjson", text.replace("Ada", "Eve"));
  expect(await run("db", "import", damaged)).toMatchObject({
    code: 1,
    words: expect.stringMatching(/checksum/),
  });
  const cut = await fileOf("cut.ndjson", text.slice(0, -40));
  expect(await run("db", "import", cut)).toMatchObject({
    code: 1,
    words: expect.stringMatching(/cut off/),
  });

  expect(await run("db", "import", file, "--json")).toMatchObject({
    code: 0,
    json: { unreadableAccounts: 0, counts: { contacts: 2, consentEvents: 2, channelAccounts: 1 } },
  });
  const again = path.join(files, "again.ndjson");
  await run("db", "export", again);
  expect((await readFile(again, "utf8")).split("\n").toSorted()).toEqual(
    text.split("\n").toSorted(),
  );
  expect(await withDatabase(indexNames, other)).toEqual(await withDatabase(indexNames));
  expect(await run("consent", "verify", "--json")).toMatchObject({ code: 0, json: [{ lines: 2 }] });
});

async function indexNames(): Promise<string[]> {
  const names: string[] = [];
  for (const model of allModels) {
    const found = await currentDatabase().collection(model.collection.collectionName).indexes();
    names.push(...found.map((index) => `${model.modelName}:${index.name ?? ""}`));
  }
  return names.toSorted();
}

test("an import without the keys of the old folder says which file to bring", async () => {
  const file = path.join(files, "keys.ndjson");
  await run("db", "export", file);
  const other = testDatabaseUri();
  const elsewhere = await mkdtemp(path.join(tmpdir(), "antiphon-cli-"));
  onTestFinished(async () => {
    await withDatabase(() => currentDatabase().dropDatabase(), other);
    await rm(elsewhere, { recursive: true });
  });
  vi.stubEnv("MONGODB_URI", other);
  vi.stubEnv("ANTIPHON_DATA", elsewhere);
  const ran = await run("db", "import", file);
  expect(ran).toMatchObject({
    code: 0,
    words: expect.stringMatching(/1 channel accounts.*secrets\.json/),
  });
});

test("rotated keys seal every account anew; a running worker forbids it", async () => {
  const sealedWith = () =>
    withDatabase(async () => {
      const rows = await ChannelAccounts.find({}).lean();
      return rows.map((row) => row.sealed.split(".")[1]);
    });
  expect(await sealedWith()).toEqual(["k1"]);
  const worker = { host: "elsewhere", pid: 1, stoppedAt: null, openWindows: 0 };
  const now = new Date();
  const living = { _id: "worker-9", ...worker, startedAt: now, heartbeatAt: now };
  await withDatabase(() => beat(living));
  expect(await run("keys", "rotate")).toMatchObject({
    code: 1,
    words: expect.stringMatching(/worker-9 on elsewhere/),
  });
  await withDatabase(() => beat({ ...living, stoppedAt: now }));

  expect(await run("keys", "rotate", "--json")).toMatchObject({
    code: 0,
    json: { accounts: 1, keyId: "k2" },
  });
  expect(await sealedWith()).toEqual(["k2"]);
  const secrets = path.join(folder, "secrets.json");
  expect((await stat(secrets)).mode & 0o777).toBe(0o600);
  expect(await readFile(secrets, "utf8")).not.toContain("k1:");
  // Still to be opened: the check gets as far as the provider.
  const checked = await run("account", "check", "--json");
  expect(checked.json).toMatchObject([{ detail: expect.stringContaining("did not answer") }]);
});

test("doctor tells what runs and what does not", async () => {
  const ran = await run("doctor", "--json");
  expect(ran.code).toBe(1);
  const { findings } = ran.json as { findings: { what: string; ok: boolean; detail: string }[] };
  const of = (what: string) => findings.find((finding) => finding.what === what);
  expect(of("version")).toMatchObject({
    ok: true,
    detail: expect.stringContaining(process.version),
  });
  for (const what of ["database", "clock", "disk"]) expect(of(what)).toMatchObject({ ok: true });
  expect(of("worker")).toMatchObject({
    ok: false,
    detail: expect.stringContaining("npm run worker"),
  });
  expect(of("web")).toMatchObject({ ok: false });
});

test("a line changed behind the ledger's back is found", async () => {
  await withDatabase(() =>
    ConsentEvents.collection.updateOne({ workspaceId, seq: 1 }, { $set: { source: "invented" } }),
  );
  const ran = await run("consent", "verify", "--json");
  expect(ran).toMatchObject({ code: 1, json: [{ broken: { seq: 1 } }] });
  expect((await run("consent", "verify")).words).toMatch(/BROKEN .* at line 1/);
});
