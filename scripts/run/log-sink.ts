import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from "node:fs";
import path from "node:path";

const KEEP_BYTES = 50 * 1024 * 1024;

/** Everything the children say goes to one file; only warnings and worse also to the terminal. */
export interface LogSink {
  readonly file: string;
  line(child: string, text: string): void;
  close(): Promise<void>;
}

export function openLogSink(dataFolder: string): LogSink {
  const file = path.join(dataFolder, "logs", "antiphon.log");
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  let written = sizeOf(file);
  let stream = open(file);
  return {
    file,
    line(child, text) {
      if (written > KEEP_BYTES) {
        stream.end();
        renameSync(file, `${file}.1`);
        stream = open(file);
        written = 0;
      }
      written += Buffer.byteLength(text) + 1;
      stream.write(`${text}\n`);
      const shown = worthShowing(text);
      if (shown !== null) console.error(`${child}: ${shown}`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

function open(file: string): WriteStream {
  return createWriteStream(file, { flags: "a", mode: 0o600 });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Structured lines by their level; anything else a child says (a stack, a warning of Node) always. */
function worthShowing(text: string): string | null {
  if (!text.startsWith("{")) return text.trim() === "" ? null : text;
  try {
    const { level, msg, err } = JSON.parse(text) as {
      level?: string;
      msg?: string;
      err?: { message?: string };
    };
    if (level !== "warn" && level !== "error" && level !== "fatal") return null;
    return `${level}: ${msg ?? ""}${err?.message === undefined ? "" : ` (${err.message})`}`;
  } catch {
    // Not a log line after all.
    return text;
  }
}
