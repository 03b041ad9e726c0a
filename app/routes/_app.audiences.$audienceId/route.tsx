import { TextInput } from "@mantine/core";
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { LiveWaterfall } from "#app/components/audience/live-waterfall.tsx";
import { PartsPicker } from "#app/components/audience/parts-picker.tsx";
import { everyChannel, ReachChoice } from "#app/components/audience/reach-choice.tsx";
import { SideBySide } from "#app/components/audience/side-by-side.tsx";
import { WhyPanel } from "#app/components/audience/why-panel.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { PartsSchema, type Parts } from "#app/lib/count-request.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findAudience } from "#models/audience.server.ts";
import { deleteAudience, writeAudience } from "#services/segments.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.audience?.name || t("newAudience"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const id = params["audienceId"] ?? "";
  const row = id === "new" ? null : await findAudience({ workspaceId, id });
  if (id !== "new" && !row) throw notFound();
  const audience = row && {
    id: row._id,
    name: row.name,
    include: row.include,
    exclude: row.exclude,
  };
  return { audience, names: await readCatalogue(workspaceId) };
}

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});
const AudienceForm = z.object({
  name: z.string().max(120),
  include: json.pipe(PartsSchema),
  exclude: json.pipe(PartsSchema),
});

export async function action({ request, params, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "audiences.edit");
  const id = params["audienceId"] === "new" ? null : (params["audienceId"] ?? "");
  const form = await request.formData();
  if (form.get("intent") === "delete" && id !== null) {
    const removed = await deleteAudience({ workspaceId, id });
    if (removed.ok) return redirect(paths.audiences);
    const status = removed.error === "not-found" ? 404 : 409;
    return data({ error: removed.error, detail: removed.detail ?? "" }, status);
  }
  const parsed = AudienceForm.safeParse(Object.fromEntries(form));
  if (!parsed.success) return data({ error: "rule-invalid", detail: "" } as const, 400);
  const saved = await writeAudience({ workspaceId, id, ...parsed.data }, context.runtime);
  if (saved.ok) return redirect(paths.audiences);
  return data({ error: saved.error, detail: "" } as const, saved.error === "not-found" ? 404 : 400);
}

const nobody: Parts = { segmentIds: [], listIds: [] };

export default function AudiencePage() {
  const { t } = useTranslation("segments");
  const { audience, names } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const mayEdit = useMay("audiences.edit");
  const isSaving = usePending();
  const [include, setInclude] = useState<Parts>(audience?.include ?? nobody);
  const [exclude, setExclude] = useState<Parts>(audience?.exclude ?? nobody);
  const [reach, setReach] = useState(() => everyChannel(names.channels));
  const who = { include, exclude, ...reach };
  const own = { segments: names.segments, lists: names.lists };
  return (
    <>
      <PageHead
        title={audience?.name ?? t("audiences.new")}
        back={{ to: paths.audiences, label: t("audiences.title") }}
        actions={
          audience && mayEdit ? (
            <Form method="post">
              <Button type="submit" kind="quiet" name="intent" value="delete">
                {t("audiences.remove")}
              </Button>
            </Form>
          ) : null
        }
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
          {answer?.error ? (
            <Notice tone="bad" isLive>
              {answer.error === "in-use"
                ? t("edit.inUse", { names: answer.detail })
                : t(`error.${answer.error}`)}
            </Notice>
          ) : null}
          <Panel>
            <Form method="post" style={{ display: "flex", flexDirection: "column", gap: 16 }}>
              <input type="hidden" name="include" value={JSON.stringify(include)} />
              <input type="hidden" name="exclude" value={JSON.stringify(exclude)} />
              <TextInput
                name="name"
                label={t("audiences.name")}
                defaultValue={audience?.name ?? ""}
                required
                withAsterisk={false}
                maxLength={120}
              />
              <PartsPicker
                label={t("audiences.includeLabel")}
                hint={t("audiences.includeHint")}
                placeholder={t("audiences.everyone")}
                value={include}
                onChange={setInclude}
                names={own}
              />
              <PartsPicker
                label={t("audiences.excludeLabel")}
                placeholder={t("audiences.nobody")}
                value={exclude}
                onChange={setExclude}
                names={own}
              />
              {mayEdit ? (
                <div>
                  <Button type="submit" kind="primary" isBusy={isSaving}>
                    {t("audiences.save")}
                  </Button>
                </div>
              ) : null}
            </Form>
          </Panel>
          <WhyPanel who={who} names={names} />
        </SideBySide>
      </PageBody>
    </>
  );
}
