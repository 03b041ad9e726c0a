import chardet from "chardet";
import { parse } from "csv-parse/sync";
import { detectEncoding, notAText, type NotAText } from "#core/import/encoding.ts";
import { columnNames, detectDelimiter, detectHeader } from "#core/import/layout.ts";
import type { Delimiter, FileEncoding } from "#core/import/options.ts";
import { err, ok, type Result } from "#core/result.ts";
import type { ContactImportRow } from "#models/contact-import.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** The upload lies in the store in pieces: neither writing nor reading it ever holds the whole file. */
const PIECE_BYTES = 1024 * 1024;
const SLICE_BYTES = 32 * 1024;
export const UPLOAD_MAX_BYTES = 1024 * 1024 * 1024;
/** Enough for thirty ordinary lines and for a first cell somebody pasted a letter into. */
const START_BYTES = 256 * 1024;
const PREVIEW_ROWS = 5;
const PREVIEW_CELL_MAX = 120;

export function uploadKey(importId: string, piece: number): string {
  return `imports/${importId}/${String(piece).padStart(6, "0")}`;
}

export interface StoredUpload {
  readonly pieces: number;
  readonly bytes: number;
  readonly start: Uint8Array;
  /** Over every byte, not a sample. */
  readonly isUtf8: boolean;
}

/** Writes a stream of bytes to the store, piece by piece, looking at the bytes as they pass. */
export async function storeUpload(
  importId: string,
  stream: AsyncIterable<Uint8Array>,
  rt: Pick<Runtime, "files">,
): Promise<Result<StoredUpload, "too-large">> {
  const utf8 = new Utf8Check();
  const start: Uint8Array[] = [];
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let pieces = 0;
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (heldBytes === 0) return;
    await rt.files.put(uploadKey(importId, pieces), Buffer.concat(held));
    pieces += 1;
    held = [];
    heldBytes = 0;
  };
  const giveUp = () => removeUpload({ _id: importId, pieces }, rt);
  for await (const chunk of cleanedUp(stream, giveUp)) {
    if (bytes < START_BYTES) start.push(chunk.slice(0, START_BYTES - bytes));
    bytes += chunk.length;
    if (bytes > UPLOAD_MAX_BYTES) {
      await giveUp();
      return err("too-large");
    }
    utf8.take(chunk);
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= PIECE_BYTES) await flush();
  }
  await flush();
  return ok({ pieces, bytes, start: Buffer.concat(start), isUtf8: utf8.isWhole() });
}

/** A sender that goes away half-way leaves no pieces behind. */
async function* cleanedUp(
  stream: AsyncIterable<Uint8Array>,
  giveUp: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    await giveUp();
    throw error;
  }
}

class Utf8Check {
  private decoder: TextDecoder | null = new TextDecoder("utf-8", { fatal: true });

  take(chunk: Uint8Array): void {
    this.decode(chunk, true);
  }

  isWhole(): boolean {
    this.decode(new Uint8Array(), false);
    return this.decoder !== null;
  }

  private decode(chunk: Uint8Array, stream: boolean): void {
    try {
      this.decoder?.decode(chunk, { stream });
    } catch {
      // TypeError: not UTF-8. One bad byte settles it.
      this.decoder = null;
    }
  }
}

export async function removeUpload(
  upload: Pick<ContactImportRow, "_id" | "pieces">,
  rt: Pick<Runtime, "files">,
): Promise<void> {
  for (let piece = 0; piece < upload.pieces; piece += 1) {
    await rt.files.remove(uploadKey(upload._id, piece));
  }
}

/** The file's text in pieces, its byte order mark left out. */
export async function* readUploadText(
  upload: Pick<ContactImportRow, "_id" | "pieces"> & { readonly encoding: FileEncoding },
  rt: Pick<Runtime, "files">,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(upload.encoding);
  for (let piece = 0; piece < upload.pieces; piece += 1) {
    const bytes = await rt.files.get(uploadKey(upload._id, piece));
    if (!bytes) throw new Error(`Piece ${piece} of upload ${upload._id} is not in the store.`);
    // In slices: whoever cuts a megabyte into rows holds fifteen thousand of them, and the loop.
    for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
      yield decoder.decode(bytes.subarray(from, from + SLICE_BYTES), { stream: true });
    }
  }
  yield decoder.decode();
}

export interface Inspection {
  readonly encoding: FileEncoding;
  readonly delimiter: Delimiter;
  readonly hasHeader: boolean;
  readonly header: string[];
  readonly preview: string[][];
  /** More rows than the preview, whole, to guess the meaning of columns by. */
  readonly sample: string[][];
}

export interface Layout {
  readonly encoding?: FileEncoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly hasHeader?: boolean | undefined;
}

/** What the first lines say about the file; `given` overrules what we would find. */
export function inspectUpload(
  upload: Pick<StoredUpload, "start" | "isUtf8">,
  given: Layout = {},
): Result<Inspection, NotAText> {
  const { start } = upload;
  const encoding = given.encoding ?? encodingOf(upload);
  const flaw = notAText(start, encoding);
  if (flaw) return err(flaw);
  const text = new TextDecoder(encoding).decode(start);
  const delimiter = given.delimiter ?? detectDelimiter(text);
  const rows = firstRows(text, delimiter, start.length >= START_BYTES);
  if (rows.length === 0) return err("empty");
  const hasHeader = given.hasHeader ?? detectHeader(rows);
  const width = Math.max(...rows.map((row) => row.length));
  const header = columnNames(rows[0] ?? [], hasHeader, hasHeader ? (rows[0]?.length ?? 0) : width);
  const sample = rows.slice(hasHeader ? 1 : 0);
  const preview = sample
    .slice(0, PREVIEW_ROWS)
    .map((row) => row.map((cell) => cell.slice(0, PREVIEW_CELL_MAX)));
  return ok({ encoding, delimiter, hasHeader, header, preview, sample });
}

function encodingOf(upload: Pick<StoredUpload, "start" | "isUtf8">): FileEncoding {
  const { encoding } = detectEncoding(upload.start, upload.isUtf8);
  if (encoding !== "windows-1252") return encoding;
  // Not UTF-8 and no mark: the library knows wide files that our look at noughts does not.
  const guess = chardet.detect(upload.start.slice(0, 16_384));
  if (guess === "UTF-16LE") return "utf-16le";
  return guess === "UTF-16BE" ? "utf-16be" : "windows-1252";
}

const SAMPLE_ROWS = 30;

function firstRows(text: string, delimiter: string, isCut: boolean): string[][] {
  const options = {
    ...csvOptions(delimiter),
    to: SAMPLE_ROWS + 1,
    // A quote that never closes must not hide the lines before it.
    skip_records_with_error: true,
  };
  // The last line of a cut text may be half a line.
  const whole = isCut ? text.slice(0, text.lastIndexOf("\n") + 1) : text;
  const rows = tryParse(whole, options) ?? tryParse(whole, { ...options, quote: false }) ?? [];
  return rows.filter((row) => row.some((cell) => cell.trim() !== ""));
}

function tryParse(text: string, options: object): string[][] | null {
  try {
    return parse(text, options) as unknown as string[][];
  } catch {
    // CSV_QUOTE_NOT_CLOSED and its kin: the caller tries without quotes.
    return null;
  }
}

/** How every reading of a file cuts it: ragged rows and stray quotes are the reader's to judge. */
export function csvOptions(delimiter: string) {
  return {
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n", "\r"],
  };
}
