import { z } from "zod";
import type { IgnoredReason, InboundEvent } from "../contract.ts";

/** Who a change speaks of; matched to messages by number or by id. */
export const contact = z.object({
  profile: z.object({ name: z.string().optional() }).optional().catch(undefined),
  wa_id: z.string().optional(),
  user_id: z.string().optional(),
});
export type WhatsappContact = z.infer<typeof contact>;

/** What the events of one change share. */
export interface Surroundings {
  readonly accountKey?: string;
  readonly contacts: readonly WhatsappContact[];
  readonly receivedAt: Date;
}

export function ignored(around: Surroundings, reason: IgnoredReason, said?: string): InboundEvent {
  return { ...base(around), type: "ignored", reason, ...(said === undefined ? {} : { said }) };
}

export function base({ accountKey, receivedAt }: Surroundings): {
  readonly at: Date;
  readonly accountKey?: string;
} {
  return { at: receivedAt, ...(accountKey && { accountKey }) };
}
