import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * A worker's note of what it is about to hand to a socket, one line per message, in the data folder.
 * A killed process loses nothing it wrote (the file is the kernel's), so whoever closes its open window
 * on this machine knows who was surely not written to and doubts only the rest. A reboot does lose
 * lines; the first line names the boot, and a log of another boot proves nothing.
 */
export interface SendLog {
  /** Must come before the last look at the lease: a frozen process that wakes up later then stops. */
  note(deliveryId: string): void;
  /** Nothing of ours is open: the notes may go. */
  forget(): void;
  close(): void;
}

const FORGET_ABOVE_BYTES = 1_000_000;

export function openSendLog(folder: string, owner: string): SendLog {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, owner);
  // Appended to: what the process before us noted is still needed by the recovery of its windows.
  const isSameBoot = headOf(file) === bootLine();
  const handle = openSync(file, "a", 0o600);
  if (!isSameBoot) {
    truncateSync(file);
    writeSync(handle, bootLine());
  }
  let written = 0;
  return {
    note(deliveryId) {
      written += writeSync(handle, `${deliveryId}\n`);
    },
    forget() {
      if (written < FORGET_ABOVE_BYTES) return;
      truncateSync(file);
      writeSync(handle, bootLine());
      written = 0;
    },
    close: () => closeSync(handle),
  };
}

/** Ids the owner handed over, or null when there is no proof: another machine, another boot, no file. */
export function readSendLog(folder: string, owner: string): ReadonlySet<string> | null {
  let text: string;
  try {
    text = readFileSync(fileOf(folder, owner), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  if (!text.startsWith(bootLine())) return null;
  return new Set(text.split("\n"));
}

function fileOf(folder: string, owner: string): string {
  return path.join(folder, `${owner.replace(/[^\w.@-]/g, "_")}.log`);
}

function headOf(file: string): string {
  try {
    return readFileSync(file, "utf8").slice(0, bootLine().length);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

let boot: string | null = null;

/** Systems that do not name their boot get a name of no use, and with it the full doubt. */
function bootLine(): string {
  boot ??= readBoot() ?? `pid ${process.pid}`;
  return `boot ${boot}\n`;
}

function readBoot(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Not Linux.
    return null;
  }
}
