import { randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** Does a process of this machine run? */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No permission means that somebody is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * Where a process id means the same process: the same for two processes only when each can ask the
 * system about the other. Containers may share a hostname and do not see each other's processes.
 */
export async function pidSpace(): Promise<string> {
  if (process.platform !== "linux") return hostname();
  try {
    const [boot, space] = await Promise.all([
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
      readlink("/proc/self/ns/pid"),
    ]);
    return `${boot.trim()} ${space}`;
  } catch {
    // Nothing is known: then nobody's process id is believed.
    return randomUUID();
  }
}
