import { readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { DeploymentMark } from "#core/deployment.ts";
import type { Runtime } from "./runtime.server.ts";

type Folder = Pick<Runtime, "config">;

const Stored = z.object({ deploymentId: z.string().min(1), seenAt: z.coerce.date() });

/** What this data folder last saw of its database; null = a new folder, or a file cut off by a crash. */
export async function readFolderMark(rt: Folder): Promise<DeploymentMark | null> {
  const text = await readFile(fileOf(rt), "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  try {
    return Stored.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** In one step, so that a reader never finds half of it. */
export async function writeFolderMark(mark: DeploymentMark, rt: Folder): Promise<void> {
  const draft = `${fileOf(rt)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(mark)}\n`, { mode: 0o600 });
  await rename(draft, fileOf(rt));
}

export async function forgetFolderMark(rt: Folder): Promise<void> {
  await rm(fileOf(rt), { force: true });
}

function fileOf({ config }: Folder): string {
  return path.join(config.ANTIPHON_DATA, "deployment.json");
}
