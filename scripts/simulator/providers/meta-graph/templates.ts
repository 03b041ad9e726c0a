import { z } from "zod";
import type { Desk } from "../../desk.ts";
import { approvedLibrary } from "./approved-library.ts";
import { json, type SimAccount, type SimAnswer, type SimCall } from "../../provider.ts";

/** Template definitions in Meta's shape; all are approved at once. */
const definition = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string().optional(),
  components: z.array(
    z.looseObject({
      type: z.string(),
      format: z.string().optional(),
      text: z.string().optional(),
      buttons: z
        .array(z.looseObject({ type: z.string(), text: z.string(), url: z.string().optional() }))
        .optional(),
    }),
  ),
});
export type TemplateDefinition = z.infer<typeof definition>;

function templatesOf(account: SimAccount): readonly TemplateDefinition[] {
  const parsed = z.array(definition).safeParse(account.settings.templates ?? []);
  return parsed.success ? parsed.data : [];
}

export function findTemplate(
  account: SimAccount,
  name: string,
  language: string,
): TemplateDefinition | null {
  const all = [...templatesOf(account), ...approvedLibrary];
  const named = all.filter((one) => one.name === name);
  return named.find((one) => one.language === language) ?? named[0] ?? null;
}

/** GET and POST /{waba-id}/message_templates. */
export function serveTemplates(desk: Desk, account: SimAccount, call: SimCall): SimAnswer {
  const known = templatesOf(account);
  if (call.method === "GET") {
    const data = known.map((one, index) => ({ ...one, id: `tpl${index}`, status: "APPROVED" }));
    return json(200, { data, paging: { cursors: {} } });
  }
  const added = definition.parse(JSON.parse(Buffer.from(call.body).toString("utf8")));
  const others = known.filter((one) => one.name !== added.name || one.language !== added.language);
  const settings = { ...account.settings, templates: [...others, added] };
  desk.save({ t: "account", account: { ...account, settings } });
  return json(200, { id: `tpl${others.length}`, status: "APPROVED", category: added.category });
}

/** Puts values in the place of {{1}} or {{name}}. */
export function fillSlots(
  text: string,
  values: readonly { readonly name: string; readonly text: string }[],
): string {
  return text.replace(/\{\{\s*([^}\s]+)\s*\}\}/g, (slot, key: string) => {
    const byName = values.find((value) => value.name === key);
    return byName?.text ?? values[Number(key) - 1]?.text ?? slot;
  });
}
