import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { allModels } from "#models/all.server.ts";
import { currentDatabase } from "#models/connection.server.ts";
import { Counters } from "#models/counter.server.ts";
import { ensureIndexes } from "#models/ensure-indexes.server.ts";
import type { SeedResult } from "#scripts/seed.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { Seeded } from "./seeded.ts";

const SEED_MARK = "demo:seeded";
const STARTED = 0;
const DONE = 1;

/** Indexes always; the demo only into an empty installation. Returns what the start screen tells of it. */
export async function prepareDatabase(rt: Runtime, maySeed: boolean): Promise<SeedResult | null> {
  await ensureIndexes(allModels);
  if (maySeed && (await wantsSeed())) return seedOnce(rt);
  return readSeeded(path.join(rt.config.ANTIPHON_DATA, "demo.json"));
}

/** The mark goes first: a start that dies in the middle is finished by the next one. */
export async function seedOnce(rt: Runtime): Promise<SeedResult> {
  await mark(STARTED);
  // Only here: drawing, faking and signing up load more than everything else together.
  const { seedDemo } = await import("#scripts/seed.ts");
  const seeded = await seedDemo(rt);
  const file = path.join(rt.config.ANTIPHON_DATA, "demo.json");
  await writeFile(file, JSON.stringify(seeded, null, 2), { mode: 0o600 });
  await mark(DONE);
  return seeded;
}

async function wantsSeed(): Promise<boolean> {
  const found = await Counters.findOne({ _id: SEED_MARK }).lean();
  if (found) return found.value === STARTED;
  // Somebody has signed up: this is an installation and no demo.
  return (await currentDatabase().collection("users").findOne({})) === null;
}

async function mark(value: number): Promise<void> {
  await Counters.updateOne({ _id: SEED_MARK }, { $set: { value } }, { upsert: true });
}

async function readSeeded(file: string): Promise<SeedResult | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const parsed = Seeded.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
