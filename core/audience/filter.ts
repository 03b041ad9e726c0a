import { z } from "zod";

/** The one rule language of segments. Compiled to a Mongo filter and evaluated in process, equally. */
export const comparisons = [
  "is",
  "is-not",
  "contains",
  "starts-with",
  "gt",
  "gte",
  "lt",
  "lte",
  "before",
  "after",
  "within-days",
  "set",
  "not-set",
] as const;
export type Comparison = (typeof comparisons)[number];

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

export type Filter =
  | { readonly type: "and" | "or"; readonly rules: readonly Filter[] }
  | { readonly type: "not"; readonly rule: Filter }
  /** name, firstName, lastName, locale, zone, createdAt, lastInboundAt or `attributes.<key>`. */
  | {
      readonly type: "field";
      readonly field: string;
      readonly is: Comparison;
      readonly value?: string | number | boolean | undefined;
    }
  | { readonly type: "tag"; readonly tag: string }
  | { readonly type: "list"; readonly listId: string }
  | {
      readonly type: "consent";
      readonly channel: string;
      readonly purpose: string;
      readonly state: "granted" | "withdrawn" | "pending" | "none";
    }
  /** Has an address this channel can write to. */
  | { readonly type: "reachable"; readonly channel: string }
  | {
      readonly type: "campaign";
      readonly fact: "sent" | "delivered" | "read" | "replied";
      /** null = any campaign within `days`. */
      readonly campaignId: string | null;
      readonly days: number | null;
    }
  | {
      readonly type: "conversation";
      readonly is: "open" | "any" | "none";
      readonly days: number | null;
    };

export const FilterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.strictObject({ type: z.enum(["and", "or"]), rules: z.array(FilterSchema).max(50) }),
    z.strictObject({ type: z.literal("not"), rule: FilterSchema }),
    z.strictObject({
      type: z.literal("field"),
      field: z.string().regex(/^[a-zA-Z][\w.-]{0,80}$/),
      is: z.enum(comparisons),
      value: scalar.optional(),
    }),
    z.strictObject({ type: z.literal("tag"), tag: z.string().min(1).max(80) }),
    z.strictObject({ type: z.literal("list"), listId: z.string() }),
    z.strictObject({
      type: z.literal("consent"),
      channel: z.string(),
      purpose: z.string(),
      state: z.enum(["granted", "withdrawn", "pending", "none"]),
    }),
    z.strictObject({ type: z.literal("reachable"), channel: z.string() }),
    z.strictObject({
      type: z.literal("campaign"),
      fact: z.enum(["sent", "delivered", "read", "replied"]),
      campaignId: z.string().nullable(),
      days: z.number().int().min(1).max(3650).nullable(),
    }),
    z.strictObject({
      type: z.literal("conversation"),
      is: z.enum(["open", "any", "none"]),
      days: z.number().int().min(1).max(3650).nullable(),
    }),
  ]),
);
