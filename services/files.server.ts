import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { randomBytes } from "node:crypto";
import type { FileStore } from "./runtime.server.ts";

const KEY = /^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/;

/** Files under one folder that no web server serves; keys are ours, never a sender's file name. */
export function createDiskFiles(root: string): FileStore {
  const locate = (key: string): string => {
    if (!KEY.test(key) || key.length > 300) throw new Error(`Not a file key: ${key}`);
    return path.join(root, key);
  };
  return {
    async put(key, bytes) {
      const file = locate(key);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      // Written aside and moved: a crash leaves the old file or the new one, never half of it.
      const aside = `${file}.${randomBytes(6).toString("hex")}.part`;
      await writeFile(aside, bytes, { mode: 0o600, flush: true });
      await rename(aside, file);
    },
    async get(key) {
      try {
        return await readFile(locate(key));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
        throw error;
      }
    },
    async remove(key) {
      await rm(locate(key), { force: true });
    },
  };
}
