import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { valueName } from "./new-channel/skeleton.ts";
import { writeChannel } from "./new-channel.ts";

const project = path.resolve(import.meta.dirname, "..");
let root: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "antiphon-new-channel-"));
  await cp(
    path.join(project, "channels", "registry.ts"),
    path.join(root, "channels", "registry.ts"),
  );
});

afterAll(() => rm(root, { recursive: true, force: true }));

test("a new channel is a folder of the usual files and a line in the registry", async () => {
  const files = await writeChannel({ id: "rcs-google", root });
  const usual = ["account", "limits", "encode", "decode", "webhook", "index", "adapter.test"];
  for (const name of usual) expect(files).toContain(`channels/rcs-google/${name}.ts`);
  const registry = await readFile(path.join(root, "channels", "registry.ts"), "utf8");
  expect(registry).toContain('import { rcsGoogle } from "./rcs-google/index.ts";');
  expect(registry).toMatch(/ChannelAdapter\[\] = \[[^\]]*\brcsGoogle,\s*\]/);
  // It can be read by a compiler, and every file of the folder as well.
  for (const file of files.filter((one) => one.endsWith(".ts"))) {
    const text = await readFile(path.join(root, file), "utf8");
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics.map((one) => one.messageText)).toEqual([]);
  }
  const index = await readFile(path.join(root, "channels/rcs-google/index.ts"), "utf8");
  expect(index.split("\n").length).toBeLessThanOrEqual(80);
});

test("a second channel stands beside the first", async () => {
  await writeChannel({ id: "line", root });
  const registry = await readFile(path.join(root, "channels", "registry.ts"), "utf8");
  expect(registry).toMatch(/rcsGoogle,\s+line,\s+\]/);
});

test("nothing is overwritten, and an odd name is refused", async () => {
  await expect(writeChannel({ id: "line", root })).rejects.toThrow("there already");
  await expect(writeChannel({ id: "../evil", root })).rejects.toThrow("no channel id");
});

test("names follow the folder", () => {
  expect(["line", "sms-twilio", "x-dm"].map(valueName)).toEqual(["line", "smsTwilio", "xDm"]);
});
