import { z } from "zod";
import type { DeliveryStatus, InboundEvent } from "../contract.ts";
import { classOf, errorCode, errorDetail, parseGraphError } from "../shared/meta-graph/errors.ts";
import { readTimestamp } from "../shared/meta-graph/webhook.ts";
import { codes } from "./codes.ts";
import { readSender } from "./sender.ts";
import { base, ignored, type Surroundings } from "./surroundings.ts";

const status = z.object({
  id: z.string().min(1),
  status: z.string(),
  timestamp: z.unknown().optional(),
  biz_opaque_callback_data: z.string().optional().catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});

/** `played` is a listened voice message; `deleted` and words to come say nothing about arrival. */
const known: Readonly<Record<string, DeliveryStatus>> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  played: "read",
  failed: "failed",
};

export function readStatus(value: unknown, around: Surroundings): InboundEvent {
  const parsed = status.safeParse(value);
  if (!parsed.success) return ignored(around, "unreadable");
  const { id, timestamp, biz_opaque_callback_data: echo, errors } = parsed.data;
  const mapped = known[parsed.data.status];
  if (!mapped) return ignored(around, "unused", parsed.data.status);
  return {
    ...base(around),
    type: "status",
    at: readTimestamp(timestamp, around.receivedAt),
    status: mapped,
    externalId: id,
    ...(echo ? { echo } : {}),
    ...(mapped === "failed" ? readFailure(errors?.[0]) : {}),
  };
}

type Failure = Pick<Extract<InboundEvent, { type: "status" }>, "failure" | "effect">;

function readFailure(value: unknown): Failure {
  const error = parseGraphError(value);
  if (!error) return { failure: { code: "unknown", detail: "no reason was given" } };
  const failure = { code: errorCode(error), detail: errorDetail(error) };
  const kind = classOf(error, codes);
  if (kind === "gone") return { failure, effect: "recipient-gone" };
  if (kind === "opted-out") return { failure, effect: "recipient-opted-out" };
  return { failure };
}

const preference = z.object({
  wa_id: z.string().optional(),
  user_id: z.string().optional(),
  detail: z.string().optional(),
  category: z.string().optional(),
  value: z.string(),
  timestamp: z.unknown().optional(),
});

/** The switch in WhatsApp itself. `resume` and `signup` open marketing, `stop` closes it. */
export function readPreference(value: unknown, around: Surroundings): InboundEvent {
  const { data } = preference.safeParse(value);
  const sender = data && readSender({ from: data.wa_id, from_user_id: data.user_id }, around);
  if (!data || !sender) return ignored(around, "no-sender");
  const isStop = data.value === "stop";
  if (!isStop && data.value !== "resume" && data.value !== "signup") {
    return ignored(around, "unused", data.value);
  }
  return {
    ...base(around),
    type: isStop ? "opt-out" : "opt-in",
    at: readTimestamp(data.timestamp, around.receivedAt),
    from: sender,
    purpose: "marketing",
    evidence: `WhatsApp setting "${data.value}" for ${data.category ?? "messages"}: ${data.detail ?? ""}`,
  };
}
