import { z } from "zod";
import {
  ColumnTargetSchema,
  DeclaredConsentSchema,
  ImportOptionsSchema,
  type ColumnTarget,
} from "#core/import/options.ts";

/** A select holds one text: "phone", or an attribute as JSON. */
export function targetValue(target: ColumnTarget): string {
  return target.to === "attribute" ? JSON.stringify(target) : target.to;
}

function readTarget(value: string): unknown {
  if (!value.startsWith("{")) return { to: value };
  try {
    return JSON.parse(value);
  } catch {
    // Not ours: the schema refuses null.
    return null;
  }
}

const plain = z.object({ intent: z.enum(["check", "run", "stop", "continue", "undo", "discard"]) });
const layout = z.object({
  intent: z.literal("layout"),
  layout: ImportOptionsSchema.pick({ encoding: true, delimiter: true, hasHeader: true }),
});
const mapping = z.object({
  intent: z.literal("mapping"),
  mapping: ImportOptionsSchema.pick({ defaultCountry: true, onExisting: true, tags: true }).extend({
    columns: z.array(ColumnTargetSchema),
  }),
});
const consent = z.object({
  intent: z.literal("consent"),
  consent: DeclaredConsentSchema.nullable(),
});
const ImportForm = z.union([plain, layout, mapping, consent]);

/** One form per step, told apart by `intent`. */
export function readImportForm(form: FormData, columnCount: number) {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  const texts = (name: string): string[] => form.getAll(name).map(String);
  const country = text("country").toUpperCase();
  const isDeclared = text("answer") === "declared";
  return ImportForm.safeParse({
    intent: text("intent"),
    layout: {
      encoding: text("encoding"),
      delimiter: text("delimiter") || "\t",
      hasHeader: form.get("hasHeader") !== null,
    },
    mapping: {
      columns: Array.from({ length: columnCount }, (_, index) =>
        readTarget(text(`column.${index}`)),
      ),
      defaultCountry: country === "" ? null : country,
      onExisting: text("onExisting"),
      tags: text("tags")
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
    },
    consent: isDeclared
      ? {
          source: text("source"),
          givenOn: text("givenOn"),
          wording: { text: text("words"), version: text("version"), locale: text("locale") },
          purposes: texts("purpose"),
          channels: texts("channel"),
        }
      : null,
  });
}
