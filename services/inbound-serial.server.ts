const tails = new Map<string, Promise<void>>();

/** Runs after everything given before under the same key in this process. Other keys do not wait. */
export async function runSerially(key: string, work: () => Promise<void>): Promise<void> {
  const before = tails.get(key) ?? Promise.resolve();
  const run = before.then(work);
  // The chain goes on after a failure; the caller of the failed part still sees it.
  const tail = run.catch(() => {});
  tails.set(key, tail);
  try {
    await run;
  } finally {
    if (tails.get(key) === tail) tails.delete(key);
  }
}
