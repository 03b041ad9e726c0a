import type { SendContext, SendOutcome } from "#channels/contract.ts";
import { record, type Sample, closedBreaker } from "#core/delivery/breaker.ts";
import { CrashPoint, reach, type DispatchContext } from "./dispatch-context.server.ts";
import type { Job, Ready } from "./dispatch-window.server.ts";
import type { Slots } from "./pace.server.ts";

export interface Sent {
  readonly ready: Ready;
  /** null = it never left: late, stopped, or the account was halted before its turn. */
  readonly outcome: SendOutcome | null;
}

/** Requests of one window on the wire at once; a worker has as many windows as slots. */
const IN_FLIGHT_MAX = 32;
/** Sooner than this is now: a timer costs more than it orders. */
const SLEEP_FROM_MS = 4;

/**
 * Sends the window. The intent is on disk; from here each message is on the wire at most once.
 * `mayGo` says whether the lease is still young enough and still ours.
 */
export async function sendWindow(
  job: Job,
  ready: readonly Ready[],
  slots: Slots,
  mayGo: () => boolean,
  context: DispatchContext,
): Promise<Sent[]> {
  const sent: Sent[] = new Array<Sent>(ready.length);
  let next = 0;
  let isHalted = false;
  const sendContext = portsFor(job, context);

  async function lane(): Promise<void> {
    for (let index = next++; index < ready.length; index = next++) {
      const one = ready[index];
      if (!one) return;
      await waitFor(slots.startMs + index * slots.intervalMs, context);
      if (!isHalted) context.sendLog?.note(one.message.deliveryId);
      if (isHalted || !mayGo()) {
        sent[index] = { ready: one, outcome: null };
        continue;
      }
      await reach("C7", context.rt);
      const outcome = await sendOne(job, one, sendContext, context);
      await reach("C8", context.rt);
      sent[index] = { ready: one, outcome };
      noteHealth(job.batch.accountId, outcome, context);
      if (outcome.kind === "throttled" || outcome.kind === "account-broken") isHalted = true;
    }
  }
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT_MAX, ready.length) }, lane));
  return sent;
}

async function waitFor(dueMs: number, context: DispatchContext): Promise<void> {
  const waitMs = dueMs - context.rt.now().getTime();
  if (waitMs < SLEEP_FROM_MS) return;
  await new Promise((resolve) => setTimeout(resolve, waitMs));
}

function portsFor(job: Job, context: DispatchContext): Omit<SendContext<unknown>, "now"> {
  const { http, smtp, webChat, media, publicUrl } = context.rt;
  const { account, row } = job.loaded;
  return { accountId: row._id, account, http, smtp, webChat, media, publicUrl };
}

/** An adapter that throws before it used a port sent nothing; after that, nobody can say. */
async function sendOne(
  job: Job,
  one: Ready,
  ports: Omit<SendContext<unknown>, "now">,
  context: DispatchContext,
): Promise<SendOutcome> {
  let hasLeft = false;
  const watched: SendContext<unknown> = {
    ...ports,
    now: context.rt.now(),
    http: (request) => ((hasLeft = true), ports.http(request)),
    smtp: (server, mail) => ((hasLeft = true), ports.smtp(server, mail)),
    webChat: (...args) => ((hasLeft = true), ports.webChat(...args)),
  };
  try {
    return await job.loaded.adapter.send(one.message, watched);
  } catch (error) {
    if (error instanceof CrashPoint) throw error;
    const { deliveryId } = one.message;
    context.rt.log.error({ event: "adapter.threw", deliveryId, err: error }, "adapter threw");
    const detail = error instanceof Error ? error.message : String(error);
    return hasLeft
      ? { kind: "unknown", detail }
      : { kind: "rejected", code: "adapter-error", detail };
  }
}

function noteHealth(accountId: string, outcome: SendOutcome, context: DispatchContext): void {
  const breaker = context.breakers.get(accountId) ?? closedBreaker;
  const sample = sampleOf(outcome);
  // The common case costs nothing: a healthy account has no history worth keeping.
  if (sample === "good" && breaker === closedBreaker) return;
  context.breakers.set(accountId, record(breaker, sample, context.rt.now().getTime()));
}

function sampleOf(outcome: SendOutcome): Sample {
  switch (outcome.kind) {
    case "account-broken":
      return "broken";
    case "unavailable":
    case "unknown":
      return "bad";
    case "accepted":
    case "throttled":
    case "rejected":
    case "window-closed":
    case "recipient-gone":
    case "recipient-opted-out":
      return "good";
  }
}
