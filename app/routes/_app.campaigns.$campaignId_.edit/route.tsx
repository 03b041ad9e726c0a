import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import {
  useFetcher,
  useLoaderData,
  useLocation,
  useNavigation,
  useRevalidator,
  useSearchParams,
} from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { CampaignPreview } from "#app/components/campaign/campaign-preview.tsx";
import { WizardFrame } from "#app/components/campaign/wizard-frame.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { readCatalogue } from "#app/http/audience-catalogue.server.ts";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useMergedSave } from "#app/lib/use-merged-save.ts";
import { isStepDone, wizardSteps } from "#core/campaign/readiness.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { listTemplates } from "#models/template.server.ts";
import { reviewCampaign } from "#services/campaign-review.server.ts";
import { ownsTemplate, saveDraft, sendCampaign } from "#services/campaigns.server.ts";
import { sendTest } from "#services/test-sends.server.ts";
import { DraftPatch, TestForm, withPatch } from "./draft-form.ts";
import { AudienceStep, ContentStep, GoalStep, TimeStep } from "./steps.tsx";
import { ReviewStep } from "./review-step.tsx";

export const handle = titled<typeof loader>((t, page) => page?.campaign.name || t("campaign"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const member = await requireRole(request, context, "campaigns.view");
  const { workspaceId, workspace } = member;
  const campaignId = params["campaignId"] ?? "";
  const row = await findCampaign({ workspaceId, campaignId });
  if (!row) throw notFound();
  if (row.state !== "draft") throw redirect(paths.campaign(campaignId));
  const [review, names, templates] = await Promise.all([
    reviewCampaign(row, context.runtime),
    readCatalogue(workspaceId),
    listTemplates(workspaceId),
  ]);
  const { name, purpose, senders, include, exclude, templateId, schedule, ratePerSecond } = row;
  const { counted, readiness, samples, template } = review;
  const senderName = (channel: string): string => {
    const accountId = senders.find((one) => one.channel === channel)?.accountId;
    return review.accounts.find((one) => one._id === accountId)?.name ?? workspace.name;
  };
  return {
    campaign: {
      ...{
        id: row._id,
        name,
        purpose,
        senders,
        include,
        exclude,
        templateId,
        schedule,
        ratePerSecond,
      },
    },
    accounts: review.accounts.map(({ _id, name: label, channel, state, isSimulated }) => ({
      ...{ id: _id, name: label, channel, state, isSimulated },
    })),
    templates: templates
      .filter((one) => one.archivedAt === null)
      .map((one) => ({ id: one._id, name: one.name, purpose: one.purpose })),
    templateName: template?.name ?? null,
    steps: wizardSteps.map((step) => ({ step, isDone: isStepDone(step, readiness) })),
    undoSeconds: Math.round(context.runtime.config.SEND_UNDO_MS / 1000),
    zone: workspace.zone,
    costs: review.costs,
    samples: samples.map((sample) => ({
      ...sample,
      senderName: senderName(sample.channel),
    })),
    ...{ names, counted, readiness },
  };
}

export type WizardData = ReturnType<typeof useLoaderData<typeof loader>>;

export async function action({ request, params, context }: ActionFunctionArgs) {
  const campaignId = params["campaignId"] ?? "";
  if (request.headers.get("content-type")?.includes("application/json")) {
    const { workspaceId } = await requireRole(request, context, "campaigns.edit");
    return autosave(
      { workspaceId, campaignId },
      await request.json().catch(() => null),
      context.runtime,
    );
  }
  const form = await request.formData();
  const { workspaceId, memberId } = await requireRole(request, context, "campaigns.send");
  if (form.get("intent") === "test") {
    const parsed = TestForm.safeParse(Object.fromEntries(form));
    if (!parsed.success)
      return data({ kind: "test", error: "bad-address", detail: "" } as const, 400);
    const sent = await sendTest({ workspaceId, campaignId, ...parsed.data }, context.runtime);
    if (sent.ok) return data({ kind: "test", error: null, detail: "" } as const);
    const status = sent.error === "not-found" ? 404 : 400;
    return data({ kind: "test", error: sent.error, detail: sent.detail ?? "" } as const, status);
  }
  const sent = await sendCampaign({ workspaceId, campaignId, actor: memberId }, context.runtime);
  if (sent.ok) return redirect(paths.campaign(campaignId));
  const status = sent.error === "not-found" ? 404 : 409;
  return data({ kind: "send", error: sent.error, detail: sent.detail ?? "" } as const, status);
}

async function autosave(
  key: { readonly workspaceId: string; readonly campaignId: string },
  body: unknown,
  rt: Parameters<typeof saveDraft>[1],
) {
  const parsed = DraftPatch.safeParse(body);
  if (!parsed.success) return data({ kind: "saved", error: "refused", detail: "" } as const, 400);
  const { templateId } = parsed.data;
  if (templateId && !(await ownsTemplate(key.workspaceId, templateId))) {
    return data({ kind: "saved", error: "not-found", detail: "" } as const, 404);
  }
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  const saved = await saveDraft({ ...key, change: Object.fromEntries(given) }, rt);
  if (saved.ok) return data({ kind: "saved", error: null, detail: "" } as const);
  const status = saved.error === "not-found" ? 404 : 409;
  return data({ kind: "saved", error: saved.error, detail: "" } as const, status);
}

/** A link of the review leads to a field: the caret goes there too, or to the first box of a group. */
function useFieldFocus(step: string): void {
  const { hash } = useLocation();
  useEffect(() => {
    const field = hash === "" ? null : document.getElementById(hash.slice(1));
    const box = field?.matches("input, select, textarea") ? field : field?.querySelector("input");
    box?.focus();
    box?.scrollIntoView({ block: "center" });
  }, [hash, step]);
}

const COUNT_AGAIN_MS = 1_000;

export default function CampaignWizard() {
  const { t } = useTranslation("campaigns");
  const page = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const step = wizardSteps.find((one) => one === params.get("step")) ?? "goal";
  const saver = useFetcher<typeof action>({ key: `save-${page.campaign.id}` });
  const { save, unsaved } = useMergedSave<DraftPatch>(saver.state, (patch) =>
    saver.submit(patch as never, { method: "post", encType: "application/json" }),
  );
  // A tick stands at once, and a second one builds upon it, however long the first takes to be saved.
  const desk = { ...page, campaign: withPatch(page.campaign, unsaved) };
  const { revalidate, state: refreshing } = useRevalidator();
  const { state: navigating } = useNavigation();
  const isAsking = refreshing !== "idle" || navigating !== "idle";
  const { isComplete } = page.counted;
  useEffect(() => {
    // A count that takes longer than this is let finish: asked again, it would begin again.
    if (isComplete || isAsking) return;
    const timer = setTimeout(revalidate, COUNT_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isComplete, isAsking, revalidate]);
  useFieldFocus(step);
  const failed = saver.data?.kind === "saved" && saver.data.error !== null;
  const status =
    saver.state !== "idle"
      ? t("edit.saving")
      : failed
        ? t("edit.failed")
        : saver.data
          ? t("edit.saved")
          : t("edit.autosave");
  return (
    <>
      <PageHead
        title={page.campaign.name || t("untitled")}
        state={<span role="status">{status}</span>}
        back={{ to: paths.campaigns, label: t("title") }}
      />
      <WizardFrame
        campaignId={page.campaign.id}
        step={step}
        steps={page.steps}
        preview={<CampaignPreview samples={page.samples} />}
      >
        {step === "goal" ? <GoalStep page={desk} save={save} /> : null}
        {step === "audience" ? <AudienceStep page={desk} save={save} /> : null}
        {step === "content" ? <ContentStep page={desk} save={save} /> : null}
        {step === "time" ? <TimeStep page={desk} save={save} /> : null}
        {step === "review" ? <ReviewStep page={page} /> : null}
      </WizardFrame>
    </>
  );
}
