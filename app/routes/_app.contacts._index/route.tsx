import { NativeSelect } from "@mantine/core";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useNavigate, useSearchParams } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { BulkTagBar } from "#app/components/audience/bulk-tag-bar.tsx";
import { TagList } from "#app/components/audience/tag-list.tsx";
import { consentTones, useAudienceWords } from "#app/components/audience/words.ts";
import { LinkButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { FilterBar } from "#app/components/ui/filter-bar.tsx";
import { IconFileImport, IconUsers } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findTags } from "#models/attribute.server.ts";
import { countContacts, type ContactRow } from "#models/contact.server.ts";
import { findPeoplePage } from "#models/people-page.server.ts";
import { bulkTag } from "#services/tags.server.ts";

const PAGE_SIZE = 50;
const consentFilters = [
  "granted:whatsapp",
  "granted:sms",
  "granted:email",
  "withdrawn:whatsapp",
  "withdrawn:sms",
  "withdrawn:email",
] as const;

const Query = z.object({
  q: z.string().max(200).catch(""),
  tag: z.string().max(80).catch(""),
  consent: z.enum(consentFilters).nullable().catch(null),
  before: z.coerce.number().int().positive().optional().catch(undefined),
});

export const handle = titled((t) => t("people"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const params = new URL(request.url).searchParams;
  const query = Query.parse({
    q: params.get("q") ?? "",
    tag: params.get("tag") ?? "",
    consent: params.get("consent"),
    before: params.get("before") ?? undefined,
  });
  const { q, tag, consent, before } = query;
  const [page, total, tags] = await Promise.all([
    findPeoplePage({
      workspaceId,
      query: q,
      tag,
      before,
      isWanted: wanted(consent),
      limit: PAGE_SIZE,
    }),
    countContacts(workspaceId),
    findTags(workspaceId),
  ]);
  return { people: page.people.map(shown), next: page.next, total, tags, query };
}

function wanted(consent: (typeof consentFilters)[number] | null) {
  if (consent === null) return undefined;
  const [state, channel] = consent.split(":");
  return (person: ContactRow): boolean =>
    person.consents.some(
      (row) => row.channel === channel && row.purpose === "marketing" && row.state === state,
    );
}

function shown(person: ContactRow) {
  const { _id, name, identities, tags, createdAt } = person;
  return {
    contactId: _id,
    name,
    addresses: identities.map(({ value }) => value),
    tags,
    createdAt,
    marketing: person.consents
      .filter(({ purpose }) => purpose === "marketing")
      .map(({ channel, state }) => ({ channel, state })),
  };
}

const TagForm = z.object({
  intent: z.literal("tag"),
  does: z.enum(["add", "remove"]),
  tag: z.string().trim().min(1).max(80),
  contactIds: z.string().transform((ids) => ids.split(",").filter(Boolean).slice(0, 500)),
});

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.edit");
  const form = TagForm.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ changedIds: [], tag: "", does: "add" as const }, 400);
  const { tag, does, contactIds } = form.data;
  const { changedIds } = await bulkTag({ workspaceId, contactIds, tag, does }, context.runtime);
  return data({ changedIds, tag, does });
}

export default function PeoplePage() {
  const { people, next, total, query } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const canImport = useMay("contacts.import");
  const canEdit = useMay("contacts.edit");
  const importLink = canImport ? (
    <LinkButton kind="primary" icon={IconFileImport} to={paths.imports}>
      {t("people.import")}
    </LinkButton>
  ) : null;
  const isFiltered = query.q !== "" || query.tag !== "" || query.consent !== null;
  return (
    <>
      <PageHead
        title={t("people.title")}
        state={t("people.state", { count: total })}
        actions={
          <>
            {canEdit ? <LinkButton to={paths.newContact}>{t("people.new")}</LinkButton> : null}
            {total > 0 ? importLink : null}
          </>
        }
      />
      <PageBody>
        <AudienceTabs />
        {total === 0 && people.length === 0 ? (
          <EmptyState icon={IconUsers} title={t("people.emptyTitle")} action={importLink}>
            {t("people.emptyText")}
          </EmptyState>
        ) : (
          <>
            <PeopleFilters />
            <PeopleTable canEdit={canEdit} isFiltered={isFiltered} key={query.q} />
            <Pager {...usePages(next, people.length)} />
          </>
        )}
      </PageBody>
    </>
  );
}

/** Addresses of the neighbouring windows, keeping what is filtered. */
function usePages(next: number | null, _count: number) {
  const [params] = useSearchParams();
  const older = new URLSearchParams(params);
  if (next !== null) older.set("before", String(next));
  const newest = new URLSearchParams(params);
  newest.delete("before");
  return {
    older: next === null ? null : `?${older}`,
    newer: params.has("before") ? `?${newest}` : null,
  };
}

function PeopleFilters() {
  const { tags, query } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const choose = (name: string, value: string) => {
    const to = new URLSearchParams(params);
    to.delete("before");
    if (value) to.set(name, value);
    else to.delete(name);
    navigate(`?${to}`, { preventScrollReset: true });
  };
  return (
    <FilterBar searchLabel={t("people.search")}>
      <NativeSelect
        aria-label={t("people.filterTag")}
        value={query.tag}
        onChange={(event) => choose("tag", event.currentTarget.value)}
        data={[
          { value: "", label: t("people.allTags") },
          ...tags.map((tag) => ({ value: tag, label: tag })),
        ]}
      />
      <NativeSelect
        aria-label={t("people.filterConsent")}
        value={query.consent ?? ""}
        onChange={(event) => choose("consent", event.currentTarget.value)}
        data={[
          { value: "", label: t("people.allConsent") },
          ...consentFilters.map((value) => {
            const [state, channel = ""] = value.split(":");
            const key = state === "granted" ? "people.hasConsent" : "people.optedOut";
            return { value, label: t(key, { channel: words.channel(channel) }) };
          }),
        ]}
      />
    </FilterBar>
  );
}

function PeopleTable({
  canEdit,
  isFiltered,
}: {
  readonly canEdit: boolean;
  readonly isFiltered: boolean;
}) {
  const { people } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const selection = {
    picked,
    onChange: setPicked,
    actions: <BulkTagBar picked={picked} onDone={() => setPicked(new Set())} />,
  };
  return (
    <DataTable
      caption={t("people.caption")}
      rows={people}
      rowKey={(row) => row.contactId}
      rowName={(row) => row.name || row.addresses[0] || t("people.unnamed")}
      rowTo={(row) => paths.contact(row.contactId)}
      {...(canEdit ? { selection } : {})}
      columns={[
        {
          key: "name",
          label: t("people.name"),
          cell: (row) => row.name || row.addresses[0] || t("people.unnamed"),
        },
        { key: "addresses", label: t("people.addresses"), cell: (row) => row.addresses.join(", ") },
        {
          key: "consent",
          label: t("people.consent"),
          isWide: true,
          cell: (row) => (
            <span style={{ display: "inline-flex", gap: 12 }}>
              {row.marketing.map(({ channel, state }) => (
                <StateBadge key={channel} tone={consentTones[state] ?? "neutral"} isBare>
                  {words.channel(channel)}
                  <span className="visually-hidden">: {words.consentState(state)}</span>
                </StateBadge>
              ))}
            </span>
          ),
        },
        {
          key: "tags",
          label: t("people.tags"),
          isWide: true,
          cell: (row) => <TagList tags={row.tags} max={3} />,
        },
        {
          key: "added",
          label: t("people.added"),
          isWide: true,
          cell: (row) => <RelativeTime at={row.createdAt} />,
        },
      ]}
      empty={
        <EmptyState
          icon={IconUsers}
          title={t("people.noneTitle")}
          action={
            isFiltered ? <LinkButton to={paths.contacts}>{t("people.clear")}</LinkButton> : null
          }
        >
          {t("people.noneText")}
        </EmptyState>
      }
    />
  );
}
