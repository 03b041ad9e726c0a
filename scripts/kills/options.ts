import { parseArgs } from "node:util";

export interface KillOptions {
  readonly recipients: number;
  readonly workerKills: number;
  readonly databaseKills: number;
  readonly freezeMs: number;
  readonly leaseMs: number;
  readonly ratePerSecond: number;
  readonly seed: number;
  readonly deadlineMs: number;
  /** Take build/ as it is, also when a source is newer. */
  readonly isAsBuilt: boolean;
}

/** Defaults are the acceptance run: the 90 s freeze is 1.5 leases, so a short lease shortens both. */
export function readOptions(): KillOptions {
  const { values } = parseArgs({
    options: {
      recipients: { type: "string", default: "10000" },
      kills: { type: "string", default: "10" },
      "database-kills": { type: "string", default: "2" },
      "freeze-ms": { type: "string", default: "12000" },
      "lease-ms": { type: "string", default: "8000" },
      rate: { type: "string", default: "100" },
      seed: { type: "string", default: String((process.hrtime.bigint() % 1_000_000n) + 1n) },
      "deadline-ms": { type: "string", default: "420000" },
      "as-built": { type: "boolean", default: false },
    },
  });
  return {
    recipients: Number(values.recipients),
    workerKills: Number(values.kills),
    databaseKills: Number(values["database-kills"]),
    freezeMs: Number(values["freeze-ms"]),
    leaseMs: Number(values["lease-ms"]),
    ratePerSecond: Number(values.rate),
    seed: Number(values.seed),
    deadlineMs: Number(values["deadline-ms"]),
    isAsBuilt: values["as-built"],
  };
}

/** mulberry32: the same seed kills at the same shares of the run. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
