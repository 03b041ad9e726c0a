import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { z } from "zod";
import { allModels } from "#models/all.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import {
  carriedCollections,
  isEmptyDatabase,
  readLines,
  writeLines,
} from "#models/transfer.server.ts";
import { Failure } from "#scripts/run/failure.ts";

/**
 * One line per document, `<collection>\t<extended JSON>`, after a first line that says what this is
 * and before a last one with the counts and the SHA-256 of everything above it.
 */
const FIRST = { antiphon: "export", version: 1 } as const;
const Last = z.object({ counts: z.record(z.string(), z.number()), sha256: z.string() });
const GROUP = 500;

const modelNames = allModels.map((model) => model.collection.collectionName);

export type Counts = Record<string, number>;

export async function exportTo(file: string): Promise<Counts> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  // One listener from the start: a full disk speaks up at any write.
  const failed = new Promise<never>((_, reject) => {
    out.on("error", (error) => reject(new Failure(`${file} cannot be written: ${error.message}`)));
  });
  failed.catch(() => {});
  const hash = createHash("sha256");
  const counts: Counts = {};
  const write = async (line: string): Promise<void> => {
    hash.update(line);
    if (!out.write(line)) await Promise.race([once(out, "drain"), failed]);
  };
  await write(`${JSON.stringify(FIRST)}\n`);
  for (const name of await carriedCollections(modelNames)) {
    counts[name] = 0;
    for await (const json of readLines(name)) {
      await write(`${name}\t${json}\n`);
      counts[name] += 1;
    }
  }
  out.end(`${JSON.stringify({ counts, sha256: hash.digest("hex") })}\n`);
  await Promise.race([once(out, "finish"), failed]);
  // Only a whole export ever has the name that was asked for.
  await rename(part, file);
  return counts;
}

export async function importFrom(file: string): Promise<Counts> {
  const promised = await verify(file);
  if (!(await isEmptyDatabase(modelNames))) {
    throw new Failure(
      "This database is not empty, and an import only goes into an empty one. " +
        "Name a new data folder in ANTIPHON_DATA, or an empty database in MONGODB_URI.",
    );
  }
  await ensureIndexes(allModels);
  const counts: Counts = {};
  let group: { name: string; lines: string[] } = { name: "", lines: [] };
  const flush = async (): Promise<void> => {
    await writeLines(group.name, group.lines);
    if (group.lines.length > 0) counts[group.name] = (counts[group.name] ?? 0) + group.lines.length;
  };
  for await (const { name, json } of documents(file)) {
    if (group.name !== name || group.lines.length >= GROUP) {
      await flush();
      group = { name, lines: [] };
    }
    group.lines.push(json);
  }
  await flush();
  for (const [name, count] of Object.entries(promised)) {
    if ((counts[name] ?? 0) !== count)
      throw new Failure(`${name}: ${counts[name]} of ${count} came.`);
  }
  return promised;
}

/** Nothing is written before the whole file has proved to be what was exported. */
async function verify(file: string): Promise<Counts> {
  const hash = createHash("sha256");
  let previous: string | null = null;
  for await (const line of linesOf(file)) {
    if (previous !== null) hash.update(`${previous}\n`);
    else if (line !== JSON.stringify(FIRST)) throw new Failure(`${file} is no export of Antiphon.`);
    previous = line;
  }
  const last = Last.safeParse(parse(previous ?? ""));
  if (!last.success) throw new Failure(`${file} is cut off: its last line is missing.`);
  if (last.data.sha256 !== hash.digest("hex")) {
    throw new Failure(`${file} is damaged: its checksum does not fit.`);
  }
  return last.data.counts;
}

async function* documents(file: string): AsyncGenerator<{ name: string; json: string }> {
  for await (const line of linesOf(file)) {
    const tab = line.indexOf("\t");
    if (tab > 0) yield { name: line.slice(0, tab), json: line.slice(tab + 1) };
  }
}

function linesOf(file: string): AsyncIterable<string> {
  const input = createReadStream(file);
  input.on("error", () => {});
  return createInterface({ input, crlfDelay: Infinity });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut in the middle: the caller says so.
    return null;
  }
}
