import { z } from "zod";
import { purposes } from "../message/message.ts";
import { VariantContentSchema } from "./variant.ts";

/** A locale as people write it: "nl" or "nl-BE". */
export const LocaleSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/);

const DraftVariantSchema = z.strictObject({
  channel: z.string().min(1).max(40),
  locale: LocaleSchema,
  content: VariantContentSchema,
});
export type DraftVariant = z.infer<typeof DraftVariantSchema>;

/** A template as it is being written: what a save turns into a revision. */
export const TemplateDraftSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  purpose: z.enum(purposes),
  defaultLocale: LocaleSchema,
  fallbacks: z.record(z.string().max(100), z.string().max(500)),
  variants: z
    .array(DraftVariantSchema)
    .min(1)
    .max(60)
    .refine((variants) => new Set(variants.map(variantKey)).size === variants.length, {
      message: "One variant per channel and language",
    }),
});
export type TemplateDraft = z.infer<typeof TemplateDraftSchema>;

export function variantKey(variant: { readonly channel: string; readonly locale: string }): string {
  return `${variant.channel}/${variant.locale}`;
}
