import { z } from "zod";
import { FilterSchema } from "#core/audience/filter.ts";
import type { Explanation } from "#core/audience/explain.ts";
import { reachStages } from "#core/audience/reach.ts";
import type { Waterfall } from "#core/campaign/readiness.ts";
import { purposes } from "#core/message/message.ts";

const ids = z.array(z.string().max(60)).max(50);
const parts = { segmentIds: ids, listIds: ids };
/** Of an audience; a campaign's parts may name saved audiences too. */
export const PartsSchema = z.strictObject(parts);
export const CampaignPartsSchema = z.strictObject({ ...parts, audienceIds: ids.optional() });

const who = {
  include: CampaignPartsSchema,
  exclude: CampaignPartsSchema,
  filter: FilterSchema.optional(),
  senders: z
    .array(
      z.strictObject({ channel: z.string().max(40), accountId: z.string().max(60).nullable() }),
    )
    .max(12),
  purpose: z.enum(purposes),
};

/** What the pages ask about people: how many, who, why, and who goes by a name. */
export const CountRequest = z.discriminatedUnion("ask", [
  z.strictObject({ ask: z.literal("count"), ...who }),
  z.strictObject({
    ask: z.literal("people"),
    stage: z.enum(["matched", ...reachStages]),
    after: z.number().int().nullable(),
    ...who,
  }),
  z.strictObject({ ask: z.literal("why"), contactId: z.string().max(60), ...who }),
  z.strictObject({ ask: z.literal("find"), text: z.string().max(200) }),
]);
export type CountRequest = z.infer<typeof CountRequest>;
export type Who = Omit<Extract<CountRequest, { ask: "count" }>, "ask">;
export type Parts = z.infer<typeof PartsSchema>;
export type CampaignParts = z.infer<typeof CampaignPartsSchema>;

export interface CountAnswer {
  readonly counts: Waterfall;
  readonly isComplete: boolean;
  readonly seen: number;
  readonly total: number;
}

export interface PersonLine {
  readonly id: string;
  readonly name: string;
  /** An address to tell two of the same name apart. */
  readonly detail: string;
}

/** What a workspace's rules can speak of: the choices of the builder and the names in sentences. */
export interface Catalogue {
  readonly attributes: readonly {
    readonly key: string;
    readonly label: string;
    readonly type: "text" | "number" | "boolean" | "date" | "choice";
    readonly choices: readonly string[];
  }[];
  readonly tags: readonly string[];
  readonly lists: readonly Named[];
  readonly segments: readonly Named[];
  readonly audiences: readonly Named[];
  readonly campaigns: readonly Named[];
  /** Channels with an account, in the product's words. */
  readonly channels: readonly string[];
}

export interface Named {
  readonly id: string;
  readonly name: string;
}

export type { Explanation };
