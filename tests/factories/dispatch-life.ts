import { createDispatchContext, type DispatchContext } from "#services/dispatch-context.server.ts";
import { CrashPoint } from "#services/dispatch-context.server.ts";
import { planRun } from "#services/planning.server.ts";
import { startRun } from "#services/runs.server.ts";
import { sweepOrphans } from "#services/status-sweeps.server.ts";
import { seedCampaign } from "./run.ts";
import { createProvider, scriptedChannel, type Script } from "./scripted-channel.ts";
import { workOnce } from "./dispatch.ts";
import { testRuntime } from "#tests/setup/runtime.ts";

export interface LifeOptions {
  readonly people: number;
  readonly isKeyed?: boolean;
  /** How long the provider knows a key; null = for good. */
  readonly keyTtlMs?: number;
  readonly script?: Script;
  readonly windowSize?: number;
  readonly sendLogFolder?: string | null;
}

export interface Crash {
  readonly point: string;
  /** Dies the n-th time the point is reached, counted from 1. */
  readonly nth: number;
}

/** A run with one worker that can die anywhere and be started again, and the provider that saw it all. */
export async function createLife(options: LifeOptions) {
  const channel = scriptedChannel(
    "blind",
    options.isKeyed ? { idempotency: "key", keyTtlMs: options.keyTtlMs ?? null } : {},
  );
  const provider = createProvider({
    isKeyed: options.isKeyed ?? false,
    ...(options.script ? { script: options.script } : {}),
  });
  let crash: Crash | null = null;
  let reached = 0;
  let isDead = false;
  const rt = testRuntime({
    // A dead process reads no answers and sends nothing more.
    http: async (request) => {
      if (isDead) return new Promise(() => {});
      return provider.http(request);
    },
    env: { WINDOW_SIZE: String(options.windowSize ?? 4), BATCH_SIZE: "50" },
    findChannel: (id) => (id === channel.id ? (channel as never) : null),
    failpoint: (name) => {
      if (isDead) throw new Error("dead");
      if (crash?.point !== name) return;
      reached += 1;
      if (reached !== crash.nth) return;
      isDead = true;
      throw new Error(`died at ${name}`);
    },
  });
  rt.expectErrors();
  const accounts = [{ adapter: channel, values: { token: "t" } }];
  const seeded = await seedCampaign({ people: options.people, accounts }, rt);
  const started = await startRun(seeded.campaignId, rt);
  if (!started.ok) throw new Error(started.error);
  const { runId } = started.value;
  const sendLogFolder = options.sendLogFolder ?? null;
  let context = newWorker();
  // A send log proves nothing about windows as old as itself.
  rt.clock.advance(5_000);

  function newWorker(owner = "w1@test"): DispatchContext {
    return createDispatchContext(rt, { owner, monotonicMs: () => 0, sendLogFolder });
  }

  /** Works until nothing is due or it dies; the dead one's successor is ready when this returns. */
  async function work(at: Crash | null = null, owner?: string): Promise<"died" | "idle"> {
    crash = at;
    if (owner !== undefined) context = newWorker(owner);
    reached = 0;
    try {
      await planRun(runId, rt);
      while ((await workOnce(context)) > 0) rt.clock.advance(10);
      return "idle";
    } catch (error) {
      if (!(error instanceof CrashPoint)) throw error;
      return "died";
    } finally {
      crash = null;
      isDead = false;
      context = newWorker();
    }
  }

  /** Leases run out, held people come due, parked receipts are tried: until nothing is left to do. */
  async function drain(): Promise<void> {
    for (let round = 0; round < 12; round += 1) {
      rt.clock.advance(70_000);
      await work();
      await sweepOrphans(rt);
    }
  }
  return { ...seeded, runId, rt, provider, work, drain };
}

export type Life = Awaited<ReturnType<typeof createLife>>;
