import { open, readFile, type FileHandle } from "node:fs/promises";

/** One message this provider took responsibility for. */
export interface LedgerEntry {
  readonly adapterId: string;
  readonly accountId: string;
  readonly to: string;
  /** Our delivery id, on channels that carry it. */
  readonly echo: string | null;
  /** The id the provider gave. */
  readonly id: string;
  readonly at: string;
}

/** Entries kept for GET /sim/api/ledger when no file is written. */
const KEPT = 250_000;

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The provider's own account of what it accepted, to be compared with the app's.
 * With a file, an entry is on disk before `append` resolves; entries that arrive during
 * one fdatasync share the next (group commit).
 */
export class Ledger {
  #entries: LedgerEntry[];
  #total: number;
  readonly #file: FileHandle | null;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  private constructor(file: FileHandle | null, entries: LedgerEntry[]) {
    this.#file = file;
    this.#entries = entries;
    this.#total = entries.length;
  }

  static async open(path: string | null): Promise<Ledger> {
    if (path === null) return new Ledger(null, []);
    const text = await readFile(path, "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
    const entries = lines.map((line) => JSON.parse(line) as LedgerEntry);
    return new Ledger(await open(path, "a", 0o600), entries);
  }

  append(entry: LedgerEntry): Promise<void> {
    this.#entries.push(entry);
    this.#total += 1;
    const file = this.#file;
    if (file === null) {
      if (this.#entries.length > KEPT * 1.1) this.#entries = this.#entries.slice(-KEPT);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: JSON.stringify(entry) + "\n", resolve, reject });
      this.#writing ??= this.#write(file).finally(() => (this.#writing = null));
    });
  }

  async #write(file: FileHandle): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await file.appendFile(group.map((waiting) => waiting.line).join(""));
        await file.datasync();
        for (const waiting of group) waiting.resolve();
      } catch (error) {
        for (const waiting of group) waiting.reject(error);
      }
    }
  }

  /** How many were ever accepted, also those no longer kept. */
  get total(): number {
    return this.#total;
  }

  entries(accountId: string | null, offset = 0, limit = KEPT): readonly LedgerEntry[] {
    const mine = accountId
      ? this.#entries.filter((entry) => entry.accountId === accountId)
      : this.#entries;
    return mine.slice(offset, offset + limit);
  }

  async clear(): Promise<void> {
    await this.#writing;
    this.#entries = [];
    this.#total = 0;
    await this.#file?.truncate(0);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
  }
}
