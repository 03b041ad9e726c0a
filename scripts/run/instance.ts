import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { Failure } from "./failure.ts";

export interface Instance {
  release(): Promise<void>;
}

const Running = z.object({
  pid: z.number(),
  /** Settings it chose by itself or was given, for commands beside it. */
  settings: z.record(z.string(), z.string()),
});
export type Running = z.infer<typeof Running>;

/**
 * One Antiphon per data folder. A socket rather than a file with a process id: it dies with its
 * process, so nothing stale can lock the folder, and a living one answers who it is and where it listens.
 */
export async function claimFolder(
  folder: string,
  settings: Running["settings"] = {},
): Promise<Instance> {
  const address = socketAddress(folder);
  const own = { pid: process.pid, settings };
  const server = await listen(address, own);
  if (server) return { release: () => release(server, address) };
  const owner = await findOwner(folder);
  if (owner !== null) {
    throw new Failure(
      `Antiphon is already running here: process ${owner.pid} uses ${folder}. ` +
        "Stop it first, or give this one a folder of its own in ANTIPHON_DATA.",
    );
  }
  await rm(address, { force: true });
  const second = await listen(address, own);
  if (!second) throw new Failure(`Antiphon is already running here: ${folder} is in use.`);
  return { release: () => release(second, address) };
}

function socketAddress(folder: string): string {
  const name = createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\antiphon-${name}`;
  const beside = path.join(folder, "antiphon.sock");
  // The kernel's limit is about 104 bytes; deep folders get their socket elsewhere.
  return Buffer.byteLength(beside) < 100 ? beside : path.join(tmpdir(), `antiphon-${name}.sock`);
}

function listen(address: string, own: Running): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.end(JSON.stringify(own));
    });
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** Who holds the folder, by its own word; null = nobody. */
export function findOwner(folder: string): Promise<Running | null> {
  return new Promise((resolve) => {
    const socket = connect(socketAddress(folder));
    let words = "";
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on("data", (chunk) => (words += chunk.toString()));
    socket.on("error", () => resolve(null));
    socket.on("close", () => resolve(words === "" ? null : Running.parse(JSON.parse(words))));
  });
}

async function release(server: Server, address: string): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
  if (process.platform !== "win32") await rm(address, { force: true });
}
