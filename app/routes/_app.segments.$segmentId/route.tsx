import { Stack, TextInput } from "@mantine/core";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { FilterBuilder } from "#app/components/audience/filter-builder.tsx";
import { LiveWaterfall } from "#app/components/audience/live-waterfall.tsx";
import { everyChannel, ReachChoice } from "#app/components/audience/reach-choice.tsx";
import { SideBySide } from "#app/components/audience/side-by-side.tsx";
import { WhyPanel } from "#app/components/audience/why-panel.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import type { Who } from "#app/lib/count-request.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { readQuery, writeQuery } from "#app/lib/segment-query.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { FilterSchema } from "#core/audience/filter.ts";
import { noParts } from "#core/audience/parts.ts";
import { findSegment } from "#models/audience.server.ts";
import { deleteSegment, writeSegment } from "#services/segments.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.segment?.name || t("newSegment"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const id = params["segmentId"] ?? "";
  const row = id === "new" ? null : await findSegment({ workspaceId, id });
  if (id !== "new" && !row) throw notFound();
  const segment = row && { id: row._id, name: row.name, filter: row.filter };
  return { segment, names: await readCatalogue(workspaceId) };
}

const SegmentForm = z.object({ name: z.string().max(120), filter: z.string().max(60_000) });

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "audiences.edit");
  const id = params["segmentId"] === "new" ? null : (params["segmentId"] ?? "");
  const form = await request.formData();
  if (form.get("intent") === "delete" && id !== null) {
    const removed = await deleteSegment({ workspaceId, id });
    if (removed.ok) return redirect(paths.segments);
    return data({ error: removed.error, names: removed.detail ?? "" }, 409);
  }
  const parsed = SegmentForm.safeParse(Object.fromEntries(form));
  const filter = parsed.success ? FilterSchema.safeParse(jsonOf(parsed.data.filter)) : null;
  if (!parsed.success || !filter?.success) {
    return data({ error: "rule-invalid" as const, names: "" }, 400);
  }
  const { name } = parsed.data;
  const saved = await writeSegment({ workspaceId, id, name, filter: filter.data }, context.runtime);
  if (!saved.ok) {
    return data({ error: saved.error, names: "" }, saved.error === "not-found" ? 404 : 400);
  }
  return redirect(paths.segments);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses null with the same words as any other wrong rule.
    return null;
  }
}

export default function SegmentPage() {
  const { t } = useTranslation("segments");
  const { segment, names } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const mayEdit = useMay("audiences.edit");
  const isSaving = usePending();
  const [query, setQuery] = useState(() =>
    writeQuery(segment?.filter ?? { type: "and", rules: [] }),
  );
  const [reach, setReach] = useState(() => everyChannel(names.channels));
  const { filter, incomplete } = useMemo(() => readQuery(query), [query]);
  const who: Who = { include: none(), exclude: none(), filter, ...reach };
  const error = answer?.error;
  return (
    <>
      <PageHead
        title={segment?.name ?? t("edit.newTitle")}
        back={{ to: paths.segments, label: t("list.title") }}
      />
      <PageBody>
        <SideBySide
          side={
            <>
              <ReachChoice channels={names.channels} value={reach} onChange={setReach} />
              <LiveWaterfall who={who} />
            </>
          }
        >
          {error ? (
            <Notice tone="bad" isLive>
              {error === "in-use"
                ? t("edit.inUse", { names: answer?.names ?? "" })
                : t(`error.${error}`)}
            </Notice>
          ) : null}
          <Form method="post" id="segment">
            <input type="hidden" name="filter" value={JSON.stringify(filter)} />
            <TextInput
              name="name"
              label={t("edit.name")}
              defaultValue={segment?.name ?? ""}
              maxLength={120}
              required
              withAsterisk={false}
              readOnly={!mayEdit}
            />
          </Form>
          <Panel title={t("edit.rules")} lead={t("edit.rulesLead")}>
            <Stack gap="md">
              <FilterBuilder query={query} onChange={setQuery} names={names} />
              {incomplete > 0 ? (
                <Notice tone="warn">{t("edit.unfinished", { count: incomplete })}</Notice>
              ) : null}
            </Stack>
          </Panel>
          {mayEdit ? (
            <div style={{ display: "flex", gap: 8 }}>
              <Button type="submit" form="segment" kind="primary" isBusy={isSaving}>
                {t("edit.save")}
              </Button>
              {segment ? (
                <Form method="post">
                  <Button type="submit" kind="quiet" name="intent" value="delete">
                    {t("edit.remove")}
                  </Button>
                </Form>
              ) : null}
            </div>
          ) : null}
          <WhyPanel who={who} names={names} />
        </SideBySide>
      </PageBody>
    </>
  );
}

function none() {
  return { segmentIds: [...noParts.segmentIds], listIds: [...noParts.listIds] };
}
