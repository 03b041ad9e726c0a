import { setImmediate } from "node:timers/promises";

const SLICE_ROWS = 50;

/** A few milliseconds of work at a time: an answer of the database never waits for a whole batch. */
export async function* inSlices<One>(all: readonly One[]): AsyncGenerator<readonly One[]> {
  for (let from = 0; from < all.length; from += SLICE_ROWS) {
    yield all.slice(from, from + SLICE_ROWS);
    await setImmediate();
  }
}
