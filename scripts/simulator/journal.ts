import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SimAccount, SimMessage, SimPerson, SimPhone } from "./provider.ts";

export type JournalEntry =
  | { readonly t: "account"; readonly account: SimAccount }
  | { readonly t: "person"; readonly person: SimPerson }
  | { readonly t: "phone"; readonly phone: SimPhone }
  | { readonly t: "message"; readonly message: SimMessage };

/**
 * Keeps the desk over a restart: one JSON line per change, the newest of a key wins.
 * Holds the signing secrets of demo accounts, hence the file mode.
 */
export class Journal {
  readonly #folder: string | null;
  #buffer: string[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  readonly #media = new Map<string, Uint8Array>();

  constructor(folder: string | null) {
    this.#folder = folder;
  }

  get #file(): string {
    return join(this.#folder ?? "", "desk.jsonl");
  }

  async read(): Promise<readonly JournalEntry[]> {
    if (this.#folder === null) return [];
    await mkdir(join(this.#folder, "media"), { recursive: true, mode: 0o700 });
    const text = await readFile(this.#file, "utf8").catch(() => "");
    // The last line may be cut short by a kill.
    const lines = text.split("\n").filter((line) => line.startsWith("{") && line.endsWith("}"));
    return lines.map((line) => JSON.parse(line) as JournalEntry);
  }

  /** Replaces the file by these entries, so it does not grow with every start. */
  async compact(entries: readonly JournalEntry[]): Promise<void> {
    if (this.#folder === null) return;
    const next = `${this.#file}.next`;
    const text = entries.map((entry) => JSON.stringify(entry) + "\n").join("");
    await writeFile(next, text, { mode: 0o600 });
    await rename(next, this.#file);
  }

  append(entry: JournalEntry): void {
    if (this.#folder === null) return;
    this.#buffer.push(JSON.stringify(entry) + "\n");
    this.#timer ??= setTimeout(() => void this.flush(), 50);
  }

  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const text = this.#buffer.join("");
    this.#buffer = [];
    if (text === "" || this.#folder === null) return this.#writing;
    this.#writing = this.#writing
      .then(() => appendFile(this.#file, text, { mode: 0o600 }))
      .catch((error: unknown) => console.error("simulator: cannot write its journal:", error));
    return this.#writing;
  }

  async putMedia(mediaId: string, bytes: Uint8Array): Promise<void> {
    if (this.#folder === null) this.#media.set(mediaId, bytes);
    else await writeFile(this.#mediaPath(mediaId), bytes, { mode: 0o600 });
  }

  async media(mediaId: string): Promise<Uint8Array | null> {
    if (this.#folder === null) return this.#media.get(mediaId) ?? null;
    return readFile(this.#mediaPath(mediaId)).catch(() => null);
  }

  async clear(): Promise<void> {
    await this.flush();
    this.#media.clear();
    if (this.#folder === null) return;
    await rm(join(this.#folder, "media"), { recursive: true, force: true });
    await rm(this.#file, { force: true });
    await mkdir(join(this.#folder, "media"), { recursive: true, mode: 0o700 });
  }

  /** Named by hash, so an id from outside can never name another path. */
  #mediaPath(mediaId: string): string {
    const name = createHash("sha256").update(mediaId).digest("hex").slice(0, 32);
    return join(this.#folder ?? "", "media", name);
  }
}
