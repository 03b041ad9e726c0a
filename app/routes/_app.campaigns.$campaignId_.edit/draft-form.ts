import { z } from "zod";
import { CampaignPartsSchema } from "#app/lib/count-request.ts";
import { purposes } from "#core/message/message.ts";

/** One autosave: whatever changed since the last, in full. */
export const DraftPatch = z.strictObject({
  name: z.string().max(120).optional(),
  purpose: z.enum(purposes).optional(),
  senders: z
    .array(z.strictObject({ channel: z.string().max(40), accountId: z.string().max(60) }))
    .max(12)
    .optional(),
  include: CampaignPartsSchema.optional(),
  exclude: CampaignPartsSchema.optional(),
  templateId: z.string().max(60).nullable().optional(),
  schedule: z
    .union([
      z.strictObject({ mode: z.literal("now") }),
      z.strictObject({
        mode: z.literal("at"),
        localTime: z.string().max(20),
        zone: z.string().max(60),
      }),
    ])
    .optional(),
  ratePerSecond: z.number().int().min(1).max(10_000).nullable().optional(),
});
export type DraftPatch = z.infer<typeof DraftPatch>;

/** The draft as it will be once `patch` is saved. */
export function withPatch<Draft extends object>(draft: Draft, patch: DraftPatch): Draft {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...draft, ...Object.fromEntries(given) };
}

export const TestForm = z.object({
  contactId: z.string().max(60),
  channel: z.string().max(40),
  to: z.string().min(1).max(200),
});
