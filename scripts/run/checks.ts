import { mkdir, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { Failure } from "./failure.ts";

export async function requireWritable(folder: string): Promise<void> {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    await makeFolder(folder);
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure(
      `The data folder ${folder} cannot be written (${reason}). ` +
        "Give this user the right to write there, or name another folder in ANTIPHON_DATA.",
    );
  }
}

/** Level by level: Node's own recursive mkdir never ends where a level cannot be made (as in /proc). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return;
    const parent = path.dirname(folder);
    if (code !== "ENOENT" || parent === folder || existsSync(parent)) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

export async function requireFreePort(port: number, host: string, name: string): Promise<void> {
  if (port === 0) return;
  const code = await tryListen(port, host);
  if (code === null) return;
  const words: Record<string, string> = {
    EADDRINUSE: `Port ${port} is used by another program. Stop it, or choose another port: ${name}=${port + 10} npm start`,
    EACCES: `Port ${port} needs more rights than this user has. Choose one above 1023: ${name}=3000 npm start`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Set HOST to one that is.`,
  };
  throw new Failure(words[code] ?? `Port ${port} on ${host} cannot be opened (${code}).`);
}

function tryListen(port: number, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}

/** For a port the operator left to us (0): the children need a number they can be told. */
export function pickPort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
