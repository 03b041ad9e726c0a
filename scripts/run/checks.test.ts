import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireFreePort, requireWritable } from "./checks.ts";
import { claimFolder } from "./instance.ts";

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "antiphon-run-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

test("a used port is named with the remedy, a free one passes", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await expect(requireFreePort(port, "127.0.0.1", "PORT")).rejects.toThrow(
    new RegExp(`Port ${port} is used.*PORT=${port + 10}`),
  );
  await new Promise((resolve) => server.close(resolve));
  await expect(requireFreePort(port, "127.0.0.1", "PORT")).resolves.toBeUndefined();
});

test("an address of another machine is named", async () => {
  await expect(requireFreePort(4_000, "203.0.113.7", "PORT")).rejects.toThrow(/HOST/);
});

test("a folder that cannot be made is named with the remedy", async () => {
  const file = path.join(await folder(), "file");
  await writeFile(file, "");
  await expect(requireWritable(path.join(file, "data"))).rejects.toThrow(
    /cannot be written.*ANTIPHON_DATA/,
  );
});

test.skipIf(process.getuid?.() === 0)("a folder without the right to write is named", async () => {
  const made = await folder();
  await chmod(made, 0o500);
  await expect(requireWritable(made)).rejects.toThrow(/EACCES/);
});

test("a second claim of one folder is refused and says who holds it; after release it is free", async () => {
  const data = await folder();
  const first = await claimFolder(data);
  await expect(claimFolder(data)).rejects.toThrow(
    new RegExp(`already running here: process ${process.pid}`),
  );
  await first.release();
  await (await claimFolder(data)).release();
});

test("a socket left by a killed process does not lock the folder", async () => {
  const data = await folder();
  await writeFile(path.join(data, "antiphon.sock"), "");
  await (await claimFolder(data)).release();
});

test("a folder with a very long name can be claimed too", async () => {
  const data = path.join(await folder(), "x".repeat(120));
  const first = await claimFolder(data);
  await expect(claimFolder(data)).rejects.toThrow(/already running/);
  await first.release();
});
