import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { PersonAside } from "#app/components/audience/person-aside.tsx";
import { PersonConsent } from "#app/components/audience/person-consent.tsx";
import { PersonNotes } from "#app/components/audience/person-notes.tsx";
import { PersonTimeline } from "#app/components/audience/person-timeline.tsx";
import styles from "#app/components/audience/person.module.css";
import { LinkButton } from "#app/components/ui/button.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { purposes } from "#core/message/message.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { findCampaignsByIds } from "#models/campaign.server.ts";
import { findConsentEvidence } from "#models/consent-event.server.ts";
import { findNotes } from "#models/contact-note.server.ts";
import { type ContactRow, findContact } from "#models/contact.server.ts";
import { findTimeline, type TimelineEntry } from "#models/person-timeline.server.ts";
import { findSuppressionsByKeys, suppressionKey } from "#models/suppression.server.ts";
import { recordConsents } from "#services/consent.server.ts";
import { addNote, removeNote } from "#services/contact-notes.server.ts";
import { suppress } from "#services/suppressions.server.ts";
import { bulkTag } from "#services/tags.server.ts";

const Params = z.object({ contactId: z.string() });
const TIMELINE_SIZE = 40;
const channelsOf = ["whatsapp", "sms", "email", "messenger", "telegram", "web-chat"] as const;

export const handle = titled<typeof loader>((t, page) => page?.person.name || t("person"));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const { contactId } = Params.parse(params);
  const person = await findContact({ workspaceId, contactId });
  if (!person) throw notFound();
  const key = { workspaceId, contactId };
  const asked = Date.parse(new URL(request.url).searchParams.get("before") ?? "");
  const before = Number.isNaN(asked) ? context.runtime.now() : new Date(asked);
  const [attributes, notes, evidence, timeline, suppressed] = await Promise.all([
    findAttributes(workspaceId),
    findNotes(key),
    findConsentEvidence(key),
    findTimeline(key, before, TIMELINE_SIZE),
    suppressedChannels(person),
  ]);
  const campaigns = await findCampaignsByIds(workspaceId, campaignsIn(timeline.entries));
  const { name, identities, tags, consents, createdAt, importId, locale, zone } = person;
  return {
    person: { contactId, name, identities, tags, consents, createdAt, importId, locale, zone },
    attributes: attributes
      .filter(({ key }) => person.attributes[key] !== undefined)
      .map(({ key, label, type }) => ({ label, type, value: person.attributes[key] ?? "" })),
    notes: notes.map(({ _id, text, at }) => ({ noteId: _id, text, at })),
    evidence,
    timeline,
    campaignNames: Object.fromEntries(campaigns.map((row) => [row._id, row.name])),
    suppressed,
  };
}

function campaignsIn(entries: readonly TimelineEntry[]): string[] {
  const named = entries.flatMap((entry) =>
    entry.type === "delivery" && entry.campaignId ? [entry.campaignId] : [],
  );
  return [...new Set(named)];
}

async function suppressedChannels(person: ContactRow) {
  const keys = person.identities.flatMap((identity) =>
    ["*", ...channelsOf].map((channel) => suppressionKey(person.workspaceId, channel, identity)),
  );
  const rows = await findSuppressionsByKeys(keys);
  return rows.map(({ address, channel, reason }) => ({ address, channel, reason }));
}

const Actions = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("tag"),
    does: z.enum(["add", "remove"]),
    tag: z.string().min(1).max(80),
  }),
  z.object({ intent: z.literal("note"), text: z.string().trim().min(1).max(5_000) }),
  z.object({ intent: z.literal("removeNote"), noteId: z.string() }),
  z.object({ intent: z.literal("suppress"), kind: z.string().max(40), value: z.string().max(300) }),
  z.object({
    intent: z.literal("consent"),
    channel: z.enum(channelsOf),
    purpose: z.enum(purposes),
    kind: z.enum(["granted", "withdrawn"]),
    words: z.string().trim().max(4_000),
    how: z.string().trim().min(3).max(500),
  }),
]);

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { workspaceId, memberId } = await requireRole(request, context, "contacts.edit");
  const { contactId } = Params.parse(params);
  const person = await findContact({ workspaceId, contactId });
  if (!person) throw notFound();
  const form = Actions.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ error: "audience:error.consentWords" }, 400);
  const rt = context.runtime;
  const input = form.data;
  switch (input.intent) {
    case "tag":
      await bulkTag({ workspaceId, contactIds: [contactId], tag: input.tag, does: input.does }, rt);
      break;
    case "note":
      await addNote({ workspaceId, contactId, memberId, text: input.text }, rt);
      break;
    case "removeNote":
      await removeNote({ workspaceId, noteId: input.noteId });
      break;
    case "suppress": {
      const { kind, value } = input;
      const isTheirs = person.identities.some((one) => one.kind === kind && one.value === value);
      if (!isTheirs) return data({ error: "audience:error.notFound" }, 400);
      const address = { kind, value };
      await suppress({ workspaceId, channel: "*", address, reason: "manual", actor: memberId }, rt);
      break;
    }
    case "consent": {
      const { channel, purpose, kind, words, how } = input;
      if (kind === "granted" && words.length < 3) {
        return data({ error: "audience:error.consentWords" }, 400);
      }
      const wording = words === "" ? null : { text: words, version: "spoken", locale: "und" };
      const base = { workspaceId, contactId, channel, purpose, kind, wording };
      await recordConsents([{ ...base, source: "agent", actor: memberId, proof: { how } }], rt);
      break;
    }
  }
  return data({ error: null });
}

export default function PersonPage() {
  const { person } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const canEdit = useMay("contacts.edit");
  const name = person.name || person.identities[0]?.value || t("people.unnamed");
  return (
    <>
      <PageHead
        title={name}
        back={{ to: paths.contacts, label: t("person.back") }}
        state={
          <>
            {t("people.added")} <RelativeTime at={person.createdAt} />
            {person.importId ? ` ${t("person.imported")}` : null}
          </>
        }
        actions={
          canEdit ? (
            <LinkButton kind="primary" to={paths.editContact(person.contactId)}>
              {t("person.edit")}
            </LinkButton>
          ) : null
        }
      />
      <PageBody>
        <div className={styles.columns}>
          <div className={styles.main}>
            <PersonConsentPanel canEdit={canEdit} />
            <PersonTimelinePanel />
          </div>
          <aside className={styles.aside}>
            <PersonAsidePanel canEdit={canEdit} />
          </aside>
        </div>
      </PageBody>
    </>
  );
}

function PersonConsentPanel({ canEdit }: { readonly canEdit: boolean }) {
  const { person, evidence } = useLoaderData<typeof loader>();
  return <PersonConsent consents={person.consents} evidence={evidence} canEdit={canEdit} />;
}

function PersonTimelinePanel() {
  const { timeline, campaignNames } = useLoaderData<typeof loader>();
  return <PersonTimeline {...timeline} campaignNames={campaignNames} />;
}

function PersonAsidePanel({ canEdit }: { readonly canEdit: boolean }) {
  const { person, attributes, notes, suppressed } = useLoaderData<typeof loader>();
  return (
    <>
      <PersonAside
        identities={person.identities}
        locale={person.locale}
        zone={person.zone}
        tags={person.tags}
        attributes={attributes}
        suppressed={suppressed}
        canEdit={canEdit}
      />
      <PersonNotes notes={notes} canEdit={canEdit} />
    </>
  );
}
