import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Child } from "./child.ts";
import type { LogSink } from "./log-sink.ts";

async function child(source: string) {
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-child-"));
  const script = path.join(folder, "child.mjs");
  await writeFile(script, source);
  const lines: string[] = [];
  const log: LogSink = {
    file: "",
    line: (_name, text) => void lines.push(text),
    close: async () => {},
  };
  const started = new Child({ name: "test", script, env: process.env }, log);
  onTestFinished(async () => {
    await started.stop(1_000);
    await rm(folder, { recursive: true });
  });
  return { child: started, lines };
}

const ready = `process.send({ event: "test.ready", pid: process.pid });`;
const stay = `setInterval(() => {}, 1000); process.on("SIGTERM", () => process.exit(0));`;

test("it is ready when it says so, by message or by a line of its log", async () => {
  const byMessage = await child(`${ready}${stay}`);
  expect(await byMessage.child.ready).toMatchObject({ event: "test.ready" });
  const byLine = await child(`console.log('{"event":"x.ready","url":"u"}');${stay}`);
  expect(await byLine.child.ready).toMatchObject({ event: "x.ready", url: "u" });
});

test("one that ends before it is ready fails with its last words and is not started again", async () => {
  const { child: failing } = await child(`console.error("no such table"); process.exit(3);`);
  await expect(failing.ready).rejects.toThrow(/did not start \(code 3\):\s+no such table/);
});

test("one that crashes later comes back", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const { child: crashing, lines } = await child(
    `${ready} console.log("born " + process.pid); setTimeout(() => process.exit(1), 50);`,
  );
  await crashing.ready;
  await expect.poll(() => new Set(lines).size, { timeout: 5_000 }).toBe(2);
});

test("a stopped one is gone and stays away; a deaf one is killed", async () => {
  const { child: deaf } = await child(
    `process.on("SIGTERM", () => {}); ${ready} setInterval(() => {}, 1000);`,
  );
  const { pid } = await deaf.ready;
  await deaf.stop(200);
  expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
});
