import { closeSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * A worker's note of what it is about to write to a socket, one line per message, in the data folder.
 * A killed process loses nothing it wrote (the file is the kernel's), so whoever closes its open window
 * on this machine knows who was surely not written to and doubts only the rest. A reboot does lose
 * lines, and old lines are dropped: the first line names the boot and when the log begins, and it
 * proves nothing about another boot or about windows opened before.
 */
export interface SendLog {
  /** Must come before the last look at the lease: a frozen process that wakes up later then stops. */
  note(deliveryId: string): void;
  /** Nothing of ours is open: the notes may go. */
  forget(): void;
  close(): void;
}

const FORGET_ABOVE_BYTES = 1_000_000;

export function openSendLog(folder: string, owner: string, now: () => Date): SendLog {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, owner);
  // Appended to: what the process before us noted is still needed by the recovery of its windows.
  const isKept = readBeginning(textOf(file)) !== null;
  const handle = openSync(file, "a", 0o600);
  const begin = (): void => {
    truncateSync(file);
    writeSync(handle, firstLine(now()));
  };
  if (!isKept) begin();
  let written = 0;
  return {
    note(deliveryId) {
      written += writeSync(handle, `${deliveryId}\n`);
    },
    forget() {
      if (written < FORGET_ABOVE_BYTES) return;
      begin();
      written = 0;
    },
    close: () => closeSync(handle),
  };
}

/** Two clocks never agree to the millisecond: a window this young when the log began proves nothing. */
const SLACK_MS = 1_000;

/**
 * Ids the owner handed over of a window it opened at `openedAt`, or null when there is no proof: another
 * machine, another boot, no file, or a log that began later.
 */
export function readSendLog(
  folder: string,
  owner: string,
  openedAt: Date,
): ReadonlySet<string> | null {
  const text = textOf(fileOf(folder, owner));
  const beganAt = readBeginning(text);
  if (beganAt === null || openedAt.getTime() < beganAt + SLACK_MS) return null;
  return new Set(text.split("\n"));
}

function fileOf(folder: string, owner: string): string {
  return path.join(folder, `${owner.replace(/[^\w.@-]/g, "_")}.log`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}

function firstLine(at: Date): string {
  return `boot ${bootName()} since ${at.getTime()}\n`;
}

/** null = not a log of this boot. */
function readBeginning(text: string): number | null {
  const [, since] = text.slice(0, text.indexOf("\n") + 1).split(`boot ${bootName()} since `);
  return since === undefined ? null : Number(since);
}

let boot: string | null = null;

/** Systems that do not name their boot get a name of no use, and with it the full doubt. */
function bootName(): string {
  boot ??= readBoot() ?? `pid ${process.pid}`;
  return boot;
}

function readBoot(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Not Linux.
    return null;
  }
}
