import { Textarea, TextInput } from "@mantine/core";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { everyChannel } from "#app/components/audience/reach-choice.tsx";
import { LiveWaterfall } from "#app/components/audience/live-waterfall.tsx";
import { PersonFinder } from "#app/components/audience/person-finder.tsx";
import { SideBySide } from "#app/components/audience/side-by-side.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findList } from "#models/audience.server.ts";
import { changeListMembers, deleteList, writeList } from "#services/segments.server.ts";
import { listWaterfallPeople } from "#services/waterfall.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.list?.name || t("newList"));

const PAGE = 50;

interface Line {
  readonly id: string;
  readonly name: string;
  readonly detail: string;
}

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const id = params["listId"] ?? "";
  const row = id === "new" ? null : await findList({ workspaceId, id });
  if (id !== "new" && !row) throw notFound();
  const { channels } = await readCatalogue(workspaceId);
  if (!row) return { list: null, channels, people: [] as Line[], next: null };
  const after = Number(new URL(request.url).searchParams.get("after") ?? "-1");
  const page = await listWaterfallPeople(
    {
      ...{ workspaceId, include: { segmentIds: [], listIds: [row._id] }, exclude: nobody() },
      ...{ senders: [], purpose: "service", stage: "matched", size: PAGE },
      after: Number.isInteger(after) && after >= 0 ? after : null,
    },
    context.runtime,
  );
  const people = page.people.map(({ _id, name, identities }): Line => ({
    ...{ id: _id, name, detail: identities[0]?.value ?? "" },
  }));
  const { _id, name, description } = row;
  return { list: { id: _id, name, description }, channels, people, next: page.next };
}

const ListForm = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("save"),
    name: z.string().max(120),
    description: z.string().max(500).default(""),
  }),
  z.object({ intent: z.enum(["add", "take-off"]), contactId: z.string().max(60) }),
  z.object({ intent: z.literal("delete") }),
]);

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "audiences.edit");
  const id = params["listId"] === "new" ? null : (params["listId"] ?? "");
  const parsed = ListForm.safeParse(Object.fromEntries(await request.formData()));
  if (!parsed.success) return data({ error: "name-missing" as const, names: "" }, 400);
  const form = parsed.data;
  const rt = context.runtime;
  switch (form.intent) {
    case "save": {
      const saved = await writeList({ workspaceId, id, ...form }, rt);
      return saved.ok
        ? redirect(paths.list(saved.value.id))
        : data({ error: saved.error, names: "" }, 400);
    }
    case "add":
    case "take-off": {
      const change = { contactIds: [form.contactId], isMember: form.intent === "add" };
      const changed = await changeListMembers({ workspaceId, listId: id ?? "", ...change }, rt);
      return changed.ok ? data(null) : data({ error: changed.error, names: "" }, 404);
    }
    case "delete": {
      const removed = await deleteList({ workspaceId, id: id ?? "" });
      if (removed.ok) return redirect(paths.lists);
      return data({ error: removed.error, names: removed.detail ?? "" }, 409);
    }
  }
}

function nobody() {
  return { segmentIds: [], listIds: [] };
}

export default function ListPage() {
  const { t } = useTranslation("segments");
  const { list, channels, people, next } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const mayEdit = useMay("audiences.edit");
  const isSaving = usePending({ intent: "save" });
  const [reach] = useState(() => everyChannel(channels));
  const who = list && {
    ...{ include: { segmentIds: [], listIds: [list.id] }, exclude: nobody() },
    ...reach,
  };
  return (
    <>
      <PageHead
        title={list?.name ?? t("lists.new")}
        back={{ to: paths.lists, label: t("lists.title") }}
        actions={
          list && mayEdit ? (
            <Form method="post">
              <Button type="submit" kind="quiet" name="intent" value="delete">
                {t("lists.remove")}
              </Button>
            </Form>
          ) : null
        }
      />
      <PageBody>
        <SideBySide side={who ? <LiveWaterfall key={people.length} who={who} /> : null}>
          {answer?.error ? (
            <Notice tone="bad" isLive>
              {answer.error === "in-use"
                ? t("edit.inUse", { names: answer.names })
                : t(`error.${answer.error}`)}
            </Notice>
          ) : null}
          {mayEdit ? (
            <Panel>
              <Form method="post" style={{ display: "flex", flexDirection: "column", gap: 12 }}>
                <input type="hidden" name="intent" value="save" />
                <TextInput
                  name="name"
                  label={t("lists.name")}
                  defaultValue={list?.name ?? ""}
                  required
                  withAsterisk={false}
                  maxLength={120}
                />
                <Textarea
                  name="description"
                  label={t("lists.description")}
                  defaultValue={list?.description ?? ""}
                  maxLength={500}
                  autosize
                  minRows={2}
                />
                <div>
                  <Button type="submit" kind={list ? "secondary" : "primary"} isBusy={isSaving}>
                    {t("lists.save")}
                  </Button>
                </div>
              </Form>
            </Panel>
          ) : null}
          {list ? (
            <>
              {mayEdit ? <PersonFinder label={t("lists.add")} /> : null}
              <DataTable
                caption={t("lists.memberCaption")}
                rows={people}
                rowKey={(row) => row.id}
                rowTo={(row) => paths.contact(row.id)}
                columns={[
                  {
                    key: "name",
                    label: t("lists.person"),
                    cell: (row) => row.name || t("people.nameless"),
                  },
                  { key: "detail", label: "", cell: (row) => row.detail, isWide: true },
                ]}
                {...(mayEdit ? { rowActions: (row: Line) => <TakeOff id={row.id} /> } : {})}
                empty={<p>{t("lists.nobody")}</p>}
              />
              <Pager newer={null} older={next === null ? null : `?after=${next}`} />
            </>
          ) : null}
        </SideBySide>
      </PageBody>
    </>
  );
}

function TakeOff({ id }: { readonly id: string }) {
  const { t } = useTranslation("segments");
  return (
    <Form method="post">
      <input type="hidden" name="contactId" value={id} />
      <Button type="submit" kind="quiet" size="xs" name="intent" value="take-off">
        {t("lists.takeOff")}
      </Button>
    </Form>
  );
}
