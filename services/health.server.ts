import { clockState } from "#core/clock-skew.ts";
import { pingDatabase } from "#models/connection.server.ts";
import { noteDatabase } from "./metrics.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly checks: {
    readonly database: { readonly ok: boolean; readonly ms: number | null };
    /** On the way out: load balancers send nothing new here. */
    readonly draining: boolean;
    /** Not ok: a worker sends nothing until its machine's clock is set. Pages work on. */
    readonly clock: { readonly ok: boolean; readonly offsetMs: number };
  };
}

const draining = new WeakSet<object>();

/** From SIGTERM on the process still answers, and says that it is leaving. */
export function markDraining(rt: Pick<Runtime, "vault">): void {
  draining.add(rt.vault);
}

/** `/readyz`: may traffic come here? `/healthz` asks nothing: a process that answers is alive. */
export async function readiness(
  rt: Pick<Runtime, "vault" | "clockOffsetMs">,
  role: "web" | "worker",
): Promise<Readiness> {
  const isDraining = draining.has(rt.vault);
  const ms = await pingDatabase().catch(() => null);
  noteDatabase(ms !== null);
  const database = { ok: ms !== null, ms: ms === null ? null : Math.round(ms * 10) / 10 };
  const offsetMs = rt.clockOffsetMs();
  const clock = { ok: clockState(offsetMs) !== "refused", offsetMs };
  const ready = database.ok && !isDraining && (clock.ok || role === "web");
  return { ready, checks: { database, draining: isDraining, clock } };
}
