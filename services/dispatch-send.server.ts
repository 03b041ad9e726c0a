import type { SendContext, SendOutcome } from "#channels/contract.ts";
import { record, type Sample, closedBreaker } from "#core/delivery/breaker.ts";
import { errorWithoutSecrets, outcomeWithoutSecrets } from "./account-secrets.server.ts";
import { CrashPoint, reach, type DispatchContext } from "./dispatch-context.server.ts";
import type { Ready } from "./dispatch-compose.server.ts";
import type { Job } from "./dispatch-job.server.ts";
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

  async function lane(): Promise<void> {
    for (let index = next++; index < ready.length; index = next++) {
      const one = ready[index];
      if (!one) return;
      await waitFor(slots.startMs + index * slots.intervalMs, context);
      if (isHalted || !mayGo()) {
        sent[index] = { ready: one, outcome: null };
        continue;
      }
      await reach("C7", context.rt);
      const door = openDoor(one.message.deliveryId, mayGo, context);
      const outcome = await sendOne(job, one, door, context);
      sent[index] = { ready: one, outcome };
      if (outcome === null) continue;
      await reach("C8", context.rt);
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

/** What every byte of one message passes on its way out. */
interface Door {
  /** Notes the message durably, then looks at the lease for the last time. false = nothing may go. */
  pass(): boolean;
  hasLeft: boolean;
  isShut: boolean;
}

function openDoor(deliveryId: string, mayGo: () => boolean, { sendLog }: DispatchContext): Door {
  const door: Door = {
    hasLeft: false,
    isShut: false,
    pass() {
      // Shut while it is noted: a full disk holds the message back.
      door.isShut = true;
      if (!door.hasLeft) sendLog?.note(deliveryId);
      if (!mayGo()) return false;
      door.hasLeft = true;
      door.isShut = false;
      return true;
    },
  };
  return door;
}

const heldBack = { kind: "not-sent", detail: "the lease is over" } as const;

/**
 * null = held back at the door. An adapter that throws before anything left sent nothing; after that,
 * nobody can say.
 */
async function sendOne(
  job: Job,
  one: Ready,
  door: Door,
  context: DispatchContext,
): Promise<SendOutcome | null> {
  try {
    const outcome = await job.loaded.adapter.send(one.message, portsBehind(door, job, context));
    return door.isShut && !door.hasLeft ? null : outcomeWithoutSecrets(outcome, job.loaded);
  } catch (error) {
    if (error instanceof CrashPoint) throw error;
    if (door.isShut && !door.hasLeft) return null;
    const { deliveryId } = one.message;
    const hidden = errorWithoutSecrets(error, job.loaded);
    context.rt.log.error({ event: "adapter.threw", deliveryId, err: hidden }, "adapter threw");
    const detail = hidden.message;
    return door.hasLeft
      ? { kind: "unknown", detail }
      : { kind: "rejected", code: "adapter-error", detail };
  }
}

/** Field by field here and below: a spread per message is several microseconds. */
function portsBehind(door: Door, job: Job, context: DispatchContext): SendContext<unknown> {
  const { http, smtp, webChat, media, publicUrl } = context.rt;
  return {
    accountId: job.loaded.row._id,
    account: job.loaded.account,
    media,
    publicUrl,
    now: context.rt.now(),
    // A request may wait long for a connection: what counts is when its first byte goes.
    http: async (request) => {
      const { method, url, headers, body, timeoutMs } = request;
      if (http.tellsWire) return http({ method, url, headers, body, timeoutMs, onWire: door.pass });
      return door.pass() ? http(request) : heldBack;
    },
    smtp: async (server, mail) => (door.pass() ? smtp(server, mail) : heldBack),
    webChat: async (...args) => {
      if (!door.pass()) throw new Error(heldBack.detail);
      return webChat(...args);
    },
  };
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
