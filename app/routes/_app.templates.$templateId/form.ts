import { z } from "zod";
import { TemplateDraftSchema } from "#core/template/draft.ts";

/** A draft travels as one JSON field: it is a tree, and the editor holds it whole. */
const DraftField = z
  .string()
  .max(2_000_000)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "not JSON" });
      return z.NEVER;
    }
  })
  .pipe(TemplateDraftSchema);

const flag = z.enum(["true", "false"]).transform((value) => value === "true");

export const EditorForm = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), basedOn: z.string().max(60), draft: DraftField }),
  z.object({
    intent: z.literal("preview"),
    draft: DraftField,
    channel: z.string().max(40),
    locale: z.string().max(20),
    contactId: z.string().max(60),
  }),
  z.object({ intent: z.literal("archive"), isArchived: flag }),
  z.object({ intent: z.literal("duplicate"), name: z.string().trim().min(1).max(120) }),
]);
