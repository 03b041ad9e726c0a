import { starterTemplates } from "#templates/library/index.ts";
import type { TemplateDefinition } from "./templates.ts";

/**
 * The starter library as Meta would hold it after approval: our slots numbered, our buttons quick
 * replies. Without it a campaign's template would reach a phone as a name and bare values.
 */
export const approvedLibrary: readonly TemplateDefinition[] = starterTemplates.flatMap((starter) =>
  starter.variants.flatMap(({ content }): TemplateDefinition[] => {
    const { provider, text, buttons } = content;
    if (!provider) return [];
    const quickReplies = buttons.map((button) => ({ type: "QUICK_REPLY", text: button.title }));
    const body = { type: "BODY", text: provider.approvedText ?? text };
    const components =
      quickReplies.length > 0 ? [body, { type: "BUTTONS", buttons: quickReplies }] : [body];
    return [{ name: provider.name, language: provider.language, components }];
  }),
);
