import { expect, test } from "vitest";
import { VariantContentSchema, variantFields } from "#core/template/variant.ts";
import { inspectTemplate } from "../inspect.ts";
import { starterTemplates } from "./index.ts";

test.for(starterTemplates.map((starter) => [starter.id, starter] as const))(
  "%s passes the engine's own inspection in every variant",
  ([, starter]) => {
    for (const { channel, locale, content } of starter.variants) {
      expect(VariantContentSchema.safeParse(content).success).toBe(true);
      for (const field of [...variantFields(content, true), ...variantFields(content, false)]) {
        const where = `${channel}/${locale} ${field.name}`;
        expect(inspectTemplate(field.source).problems, where).toEqual([]);
      }
    }
  },
);

test("every marketing starter carries a way out on mail and SMS", () => {
  for (const starter of starterTemplates.filter((s) => s.purpose === "marketing")) {
    for (const { channel, content } of starter.variants) {
      if (channel === "email") expect(content.text).toContain("{{unsubscribeUrl}}");
      if (channel === "sms") expect(content.text).toContain("STOP");
    }
  }
});
