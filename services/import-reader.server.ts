import { CsvError, parse, type Parser } from "csv-parse";
import type { FileRow } from "#core/import/plan.ts";
import type { ContactImportRow } from "#models/contact-import.server.ts";
import { csvOptions, readUploadText } from "./import-upload.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** A row, or a line nothing can be made of. */
export interface UploadedRow extends FileRow {
  readonly isBroken: boolean;
}

/** A cell may hold a megabyte and still get its answer; more is a quote that never closes. */
const RECORD_MAX_CHARACTERS = 2 * 1024 * 1024;
/** Each costs reading the file again up to there. */
const BROKEN_LINES_MAX = 50;

type Upload = Pick<ContactImportRow, "_id" | "pieces" | "options">;

export class TooManyBrokenLines extends Error {
  override readonly name = "TooManyBrokenLines";
}

/**
 * Every row after the first `skip`, in batches, with one piece of the file in memory at a time. A
 * line whose quote never closes is given as broken, and reading goes on behind it.
 */
export async function* readBatches(
  upload: Upload,
  skip: number,
  size: number,
  rt: Pick<Runtime, "files">,
): AsyncGenerator<UploadedRow[]> {
  const place = { row: 0, line: 0, isHeaderRead: !upload.options.hasHeader };
  let batch: UploadedRow[] = [];
  let goodAhead: number | null = null;
  for (let broken = 0; ;) {
    const rows = readFrom(upload, place, goodAhead, rt);
    let next = await rows.next();
    while (!next.done) {
      if (next.value.row > skip) batch.push(next.value);
      if (batch.length >= size) {
        yield batch;
        batch = [];
      }
      next = await rows.next();
    }
    if (next.value.end === "file") break;
    goodAhead =
      next.value.end === "broken" && next.value.goodAhead > 0 ? next.value.goodAhead : null;
    if (goodAhead !== null) continue;
    if ((broken += 1) > BROKEN_LINES_MAX) throw new TooManyBrokenLines();
    const text = await lineAt(upload, place.line + 1, rt);
    place.line += 1;
    place.row += 1;
    if (place.row > skip) {
      batch.push({ row: place.row, line: place.line, cells: [text], isBroken: true });
    }
  }
  if (batch.length > 0) yield batch;
}

interface Place {
  row: number;
  line: number;
  isHeaderRead: boolean;
}

type End =
  | { readonly end: "file" }
  /** As many rows as were asked for. */
  | { readonly end: "asked" }
  /** A broken line, after so many good rows that the parser dropped with it. */
  | { readonly end: "broken"; readonly goodAhead: number };

/** Rows from a place on, at most `count`; returns how it ended, `place` at the last row given. */
async function* readFrom(
  upload: Upload,
  place: Place,
  count: number | null,
  rt: Pick<Runtime, "files">,
): AsyncGenerator<UploadedRow, End> {
  const { encoding, delimiter } = upload.options;
  const text = readUploadText({ ...upload, encoding }, rt);
  const offset = place.line;
  const parser = parse({
    ...csvOptions(delimiter),
    info: true,
    max_record_size: RECORD_MAX_CHARACTERS,
    ...(count === null ? {} : { to: count }),
  });
  void feed(offset === 0 ? text : skipLines(text, offset), parser);
  let given = 0;
  try {
    for await (const record of parser) {
      const { record: cells, info } = record as { record: string[]; info: { lines: number } };
      given += 1;
      place.line = offset + info.lines;
      if (!place.isHeaderRead) {
        place.isHeaderRead = true;
        continue;
      }
      place.row += 1;
      yield { row: place.row, line: place.line, cells, isBroken: false };
    }
    return { end: count === null ? "file" : "asked" };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { end: "broken", goodAhead: Number(error["records"] ?? 0) - given };
  } finally {
    parser.destroy();
  }
}

/** Writes until the parser has had enough: it ends by itself when it gave the rows asked for. */
async function feed(text: AsyncIterable<string>, parser: Parser): Promise<void> {
  try {
    for await (const piece of text) {
      if (parser.writableEnded || parser.destroyed) return;
      if (piece === "" || parser.write(piece)) continue;
      if (parser.writableEnded || parser.destroyed) return;
      await drained(parser);
    }
    if (!parser.writableEnded) parser.end();
  } catch (error) {
    // The reader hears of it where it waits for rows.
    parser.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Room again, or nobody left to read; listens no longer than that. */
function drained(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      parser.off("drain", done);
      parser.off("close", done);
      resolve();
    };
    parser.on("drain", done);
    parser.on("close", done);
  });
}

/** The text after the first `count` line ends. */
async function* skipLines(text: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  for await (const piece of text) {
    if (left === 0) {
      yield piece;
      continue;
    }
    let from = 0;
    while (left > 0) {
      const end = piece.indexOf("\n", from);
      if (end < 0) break;
      from = end + 1;
      left -= 1;
    }
    if (left === 0) yield piece.slice(from);
  }
}

async function lineAt(upload: Upload, line: number, rt: Pick<Runtime, "files">): Promise<string> {
  const text = readUploadText({ ...upload, encoding: upload.options.encoding }, rt);
  let held = "";
  for await (const piece of skipLines(text, line - 1)) {
    held += piece;
    const end = held.indexOf("\n");
    if (end >= 0) return held.slice(0, end).replace(/\r$/, "");
  }
  return held;
}
