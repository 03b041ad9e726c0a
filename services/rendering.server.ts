import type { MessageContent, Purpose } from "#core/message/message.ts";
import { err, ok, type Result } from "#core/result.ts";
import { contactData, type PersonForTemplate } from "#core/template/contact-data.ts";
import {
  assemble,
  pickVariant,
  type VariantContent,
  variantFields,
} from "#core/template/variant.ts";
import {
  missingVariables,
  type TemplateVariable,
  withFallbacks,
} from "#core/template/variables.ts";
import { findCampaignRun } from "#models/campaign-run.server.ts";
import { findContact } from "#models/contact.server.ts";
import { findDelivery } from "#models/delivery.server.ts";
import {
  findRevision,
  type TemplateRevisionRow,
  type TemplateVariant,
} from "#models/template.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import { inspectTemplate } from "#templates/inspect.ts";
import { createRenderPool, type RenderPool } from "#templates/render-pool.server.ts";
import { preferenceLinks } from "./preferences.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface RenderInput {
  readonly contact: PersonForTemplate & { readonly _id: string };
  readonly channel: string;
  /** The person's own, or null: the revision's default is used. */
  readonly locale: string | null;
  /** False on a channel that takes only provider templates right now. */
  readonly isWindowOpen: boolean;
  readonly deliveryId: string;
}

export interface Rendered {
  readonly content: MessageContent;
  /** `<channel>/<locale>` */
  readonly variant: string;
}

export type RenderError = "no-variant" | "missing-variable" | "timed-out" | "refused" | "crashed";

export interface Renderer {
  /** One result per input, in order; one slow or broken person never costs the others. */
  renderMany(inputs: readonly RenderInput[]): Promise<Result<Rendered, RenderError>[]>;
}

type RenderRuntime = Pick<Runtime, "vault" | "publicUrl">;

let sharedPool: RenderPool | null = null;

/** The process's one render thread. */
export function renderPool(): RenderPool {
  sharedPool ??= createRenderPool();
  return sharedPool;
}

export async function closeRenderPool(): Promise<void> {
  await sharedPool?.close();
  sharedPool = null;
}

/** Mail bodies are the largest thing we send; a chat's own limit is checked by `fit` afterwards. */
const outputMax = 200_000;

export type RenderableRevision = Pick<
  TemplateRevisionRow,
  "workspaceId" | "variants" | "fallbacks" | "defaultLocale"
>;

/** Everything that is the same for every person is read once: workspace, variants, their variables. */
export async function createRenderer(
  revision: RenderableRevision,
  rt: RenderRuntime,
): Promise<Renderer> {
  const workspace = await findWorkspace(revision.workspaceId);
  const name = workspace?.name ?? "";
  const zone = workspace?.zone ?? "UTC";
  const known = new Map<VariantContent, Map<boolean, Needs>>();

  function needsOf(content: VariantContent, isWindowOpen: boolean): Needs {
    const found = known.get(content)?.get(isWindowOpen);
    if (found) return found;
    const sources = variantFields(content, isWindowOpen).map((field) => field.source);
    const needs = {
      variables: sources.flatMap((source) => [...inspectTemplate(source).variables]),
      // Two signatures per person are dear, and only who is named can be asked for.
      asksLinks: sources.some((source) => /unsubscribeUrl|preferencesUrl/.test(source)),
    };
    const perWindow = known.get(content) ?? new Map<boolean, Needs>();
    known.set(content, perWindow.set(isWindowOpen, needs));
    return needs;
  }

  function prepare(input: RenderInput): Result<Prepared, RenderError> {
    const { contact, channel, locale, isWindowOpen, deliveryId } = input;
    const variant = pickVariant(revision.variants, channel, locale, revision.defaultLocale);
    if (!variant) return err("no-variant", channel);
    const needs = needsOf(variant.content, isWindowOpen);
    const subject = { workspaceId: revision.workspaceId, contactId: contact._id, deliveryId };
    const links = needs.asksLinks ? preferenceLinks(rt, subject) : noLinks;
    const data = contactData(contact, name, links);
    const missing = missingVariables(needs.variables, data, revision.fallbacks);
    if (missing.length > 0) return err("missing-variable", missing.join(", "));
    return ok({ variant, isWindowOpen, data: withFallbacks(data, revision.fallbacks) });
  }

  return {
    async renderMany(inputs) {
      const prepared = inputs.map(prepare);
      const results: Result<Rendered, RenderError>[] = prepared.map((p) =>
        p.ok ? err("crashed", "not rendered") : p,
      );
      for (const group of groups(prepared)) {
        const answers = await renderPool().render({
          fields: variantFields(group.variant.content, group.isWindowOpen),
          people: group.members.map(({ data }) => ({
            data,
            scope: { locale: group.variant.locale, zone },
          })),
          outputMax,
        });
        group.members.forEach(({ index }, n) => {
          const answer = answers[n];
          if (!answer) return;
          results[index] = answer.ok
            ? ok({
                content: assemble(group.variant.content, group.isWindowOpen, answer.fields),
                variant: `${group.variant.channel}/${group.variant.locale}`,
              })
            : err(answer.error, answer.detail);
        });
      }
      return results;
    },
  };
}

/** What a variant asks of a person's data. */
interface Needs {
  readonly variables: readonly TemplateVariable[];
  readonly asksLinks: boolean;
}

const noLinks = { unsubscribeUrl: null, preferencesUrl: null };

interface Prepared {
  readonly variant: TemplateVariant;
  readonly isWindowOpen: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Group {
  readonly variant: TemplateVariant;
  readonly isWindowOpen: boolean;
  readonly members: { readonly index: number; readonly data: Readonly<Record<string, unknown>> }[];
}

/** People who get the same variant go to the thread together. */
function groups(prepared: readonly Result<Prepared, RenderError>[]): Group[] {
  const found: Group[] = [];
  prepared.forEach((entry, index) => {
    if (!entry.ok) return;
    const { variant, isWindowOpen, data } = entry.value;
    const group = found.find((g) => g.variant === variant && g.isWindowOpen === isWindowOpen);
    if (group) group.members.push({ index, data });
    else found.push({ variant, isWindowOpen, members: [{ index, data }] });
  });
  return found;
}

/** What a person received, rendered again from the frozen revision: nothing is stored per message. */
export async function renderDelivery(
  deliveryId: string,
  rt: RenderRuntime,
): Promise<Result<Rendered & { purpose: Purpose }, RenderError | "not-found">> {
  const delivery = await findDelivery(deliveryId);
  const run = delivery && (await findCampaignRun(delivery.runId));
  const revision = run && (await findRevision(run.revisionId));
  const contact = delivery && (await findContact(delivery));
  if (!delivery || !run || !revision || !contact) return err("not-found");
  const renderer = await createRenderer(revision, rt);
  const [result] = await renderer.renderMany([
    { contact, channel: delivery.channel, locale: contact.locale, isWindowOpen: true, deliveryId },
  ]);
  if (!result) return err("not-found");
  return result.ok ? ok({ ...result.value, purpose: run.purpose }) : result;
}

/** A chosen person's message, for the wizard and the editor. */
export async function renderPreview(
  revision: RenderableRevision,
  input: Omit<RenderInput, "deliveryId">,
  rt: RenderRuntime,
): Promise<Result<Rendered, RenderError>> {
  const renderer = await createRenderer(revision, rt);
  const [result] = await renderer.renderMany([{ ...input, deliveryId: "preview" }]);
  return result ?? err("crashed", "no answer");
}
