import { Schema } from "mongoose";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** Blocks of numbers (contact ordinals, event sequences) and kept totals, one document per name. */
export interface CounterRow {
  _id: string;
  value: number;
}

const schema = new Schema<CounterRow>(
  { _id: { type: String, required: true }, value: { type: Number, required: true } },
  schemaOptions,
);

export const Counters = defineModel<CounterRow>("Counter", schema, "counters");

/** Reserves `size` numbers; returns the first. Safe between processes; gaps are fine, repeats never happen. */
export async function reserveNumbers(name: string, size: number): Promise<number> {
  const row = await native(Counters).findOneAndUpdate(
    { _id: name },
    { $inc: { value: size } },
    { upsert: true, returnDocument: "after" },
  );
  if (!row) throw new Error(`Counter ${name} could not be reserved`);
  return row.value - size + 1;
}

export async function readCounter(name: string): Promise<number> {
  const row = await native(Counters).findOne({ _id: name });
  return row?.value ?? 0;
}

/** Adds to several totals at once; each is created by its first use. */
export async function addToCounters(amounts: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, amount] of amounts) {
    await native(Counters).updateOne({ _id: name }, { $inc: { value: amount } }, { upsert: true });
  }
}

/** Totals by name; a name never counted is absent. */
export async function readCounters(names: readonly string[]): Promise<Map<string, number>> {
  const rows = await native(Counters)
    .find({ _id: { $in: [...names] } })
    .toArray();
  return new Map(rows.map((row) => [row._id, row.value]));
}
