import type { ContactRow } from "#models/contact.server.ts";
import { findContact, findContactWindow, lastOrdinal } from "#models/contact.server.ts";
import type { TemplateDraft } from "#core/template/draft.ts";
import type { MessageContent } from "#core/message/message.ts";
import { fitProblems } from "#core/template/fit.ts";
import type { PreviewProblem, SamplePerson, TemplatePreview } from "#core/template/preview.ts";
import { slotMismatch } from "#core/template/slots.ts";
import { unsafeLinks } from "#core/template/links.ts";
import { channels } from "#channels/registry.ts";
import { renderPreview } from "./rendering.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { inspectVariants, variablesOf } from "./templates.server.ts";

export interface PreviewInput {
  readonly workspaceId: string;
  readonly draft: Pick<TemplateDraft, "variants" | "fallbacks" | "defaultLocale">;
  readonly channel: string;
  readonly locale: string;
  /** null = an invented person. */
  readonly contactId: string | null;
  /** False shows what goes out outside the service window. */
  readonly isWindowOpen: boolean;
}

/** The message one person would get from an unsaved draft, and everything that speaks against it. */
export async function previewDraft(
  input: PreviewInput,
  rt: Pick<Runtime, "vault" | "publicUrl" | "now">,
): Promise<TemplatePreview> {
  const { draft, workspaceId, channel, locale, isWindowOpen } = input;
  const variables = variablesOf(draft.variants);
  const limits = channels.find((adapter) => adapter.channel === channel)?.limits ?? null;
  const textMax = limits?.textMax.value ?? null;
  const variant = draft.variants.find((v) => v.channel === channel && v.locale === locale);
  const refused: PreviewProblem[] = inspectVariants(variant ? [variant] : []).map(
    ({ field, kind, detail, line }) => ({
      source: "template",
      field,
      problem: { kind, detail, line },
    }),
  );
  if (refused.length > 0) return { content: null, problems: refused, variables, textMax };

  const known = input.contactId
    ? await findContact({ workspaceId, contactId: input.contactId })
    : null;
  const contact = known ?? samplePerson(workspaceId, locale, rt.now());
  const rendered = await renderPreview(
    { workspaceId, ...draft },
    // The variant under the cursor is shown, whatever language the person speaks.
    { contact, channel, locale, isWindowOpen },
    rt,
  );
  if (!rendered.ok) {
    const { error: kind, detail = "" } = rendered;
    return { content: null, problems: [{ source: "render", kind, detail }], variables, textMax };
  }
  const { content } = rendered.value;
  const fit = limits ? fitProblems(content, limits) : [];
  const problems: PreviewProblem[] = [
    ...fit.map((problem): PreviewProblem => ({ source: "fit", problem })),
    ...slotProblems(variant),
    ...unsafeLinkProblems(content),
  ];
  return { content, problems, variables, textMax };
}

/** The first of these people a message can be made for, with it; else the first and why not. */
export async function previewForSomebody(
  input: Omit<PreviewInput, "contactId">,
  people: readonly SamplePerson[],
  rt: Pick<Runtime, "vault" | "publicUrl" | "now">,
): Promise<{ readonly contactId: string | null; readonly preview: TemplatePreview }> {
  let first: { contactId: string | null; preview: TemplatePreview } | null = null;
  for (const contactId of people.length > 0 ? people.map((one) => one.contactId) : [null]) {
    const found = { contactId, preview: await previewDraft({ ...input, contactId }, rt) };
    if (found.preview.content !== null) return found;
    first ??= found;
  }
  return (
    first ?? { contactId: null, preview: await previewDraft({ ...input, contactId: null }, rt) }
  );
}

/** Of the provider's template a variant names. */
export function slotProblems(
  variant: Pick<TemplateDraft["variants"][number], "content"> | undefined,
): readonly PreviewProblem[] {
  const problem = variant?.content.provider ? slotMismatch(variant.content.provider) : null;
  return problem ? [{ source: "slots", problem }] : [];
}

export function unsafeLinkProblems(content: MessageContent): readonly PreviewProblem[] {
  return unsafeLinks(content).map((detail) => ({
    source: "template",
    field: "text",
    problem: { kind: "unsafe-link", detail, line: null },
  }));
}

/** Invented, for a workspace without people. */
function samplePerson(workspaceId: string, locale: string, now: Date): ContactRow {
  return {
    _id: "sample",
    workspaceId,
    ordinal: 0,
    name: "Robin de Vries",
    nameFolded: "robin de vries",
    firstName: "Robin",
    lastName: "de Vries",
    locale,
    zone: null,
    identities: [
      { kind: "phone", accountId: null, value: "+31612345678" },
      { kind: "email", accountId: null, value: "robin@example.org" },
    ],
    attributes: {},
    tags: [],
    listIds: [],
    consents: [],
    searchTokens: [],
    importId: null,
    createdAt: now,
    updatedAt: now,
    lastInboundAt: null,
  };
}

const windowSize = 300;
const samplesMax = 8;

/** The awkward ones first: the longest name, no first name, a right-to-left name, other languages. */
export async function samplePeople(workspaceId: string): Promise<SamplePerson[]> {
  const to = await lastOrdinal(workspaceId);
  const rows = await findContactWindow({ workspaceId, from: Math.max(1, to - windowSize + 1), to });
  const byOrdinal = rows.sort((a, b) => a.ordinal - b.ordinal);
  const longest = byOrdinal.reduce<ContactRow | null>(
    (best, row) => (row.name.length > (best?.name.length ?? 0) ? row : best),
    null,
  );
  const nameless = byOrdinal.find((row) => !row.firstName);
  const rightToLeft = byOrdinal.find((row) => /[\u0590-\u08ff]/.test(row.name));
  const languages = [...new Map(byOrdinal.map((row) => [row.locale, row])).values()];
  const [first] = byOrdinal;
  const picked = [first, longest, nameless, rightToLeft, ...languages, ...byOrdinal].filter(
    (row) => row !== undefined && row !== null,
  );
  const unique = [...new Map(picked.map((row) => [row._id, row])).values()].slice(0, samplesMax);
  return unique.map(({ _id, name, locale }) => ({ contactId: _id, name, locale }));
}
