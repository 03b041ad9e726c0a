import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { ImportConsent } from "#app/components/audience/import-consent.tsx";
import { readImportForm } from "#app/components/audience/import-form-values.ts";
import { ImportLayout, ImportMapping } from "#app/components/audience/import-mapping.tsx";
import { ImportProblems, ImportResult } from "#app/components/audience/import-result.tsx";
import { ImportRun } from "#app/components/audience/import-run.tsx";
import { importTones, useAudienceWords } from "#app/components/audience/words.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useEventStream } from "#app/lib/use-event-stream.ts";
import { channels } from "#channels/registry.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { findImport, findProblems } from "#models/contact-import.server.ts";
import {
  blockerOf,
  changeLayout,
  continueImport,
  declareConsent,
  discardImport,
  saveMapping,
  startDryRun,
  startImport,
  stopImport,
  undoImport,
} from "#services/imports.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

const Params = z.object({ importId: z.string() });
const PROBLEMS_SHOWN = 20;

export const handle = titled<typeof loader>((t, page) => page?.fileName || t("import"));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.import");
  const { importId } = Params.parse(params);
  const job = await findImport({ workspaceId, importId });
  if (!job) throw notFound();
  const [attributes, problems] = await Promise.all([
    findAttributes(workspaceId),
    job.counts.invalid > 0 ? findProblems(importId, 1, 20_000) : [],
  ]);
  const addressKinds = new Set(["phone", "email"]);
  const reachable = channels
    .filter((one) => one.addressKinds.some((kind) => addressKinds.has(kind)))
    .map(({ channel }) => channel);
  const { fileName, header, preview, options, consent, state, isStopAsked, counts } = job;
  const { consentCounts, dryRun, failure, undo } = job;
  return {
    ...{ importId, fileName, header, preview, options, state, isStopAsked, counts },
    ...{ consentCounts, dryRun, failure, undo },
    consent: consent ?? null,
    isConsentAnswered: consent !== undefined,
    blocker: blockerOf(job),
    attributes: attributes.map(({ key, label, type }) => ({ key, label, type })),
    channels: [...new Set(reachable)],
    problems: problems.slice(0, PROBLEMS_SHOWN).map(({ row, line, reason, column, cells }) => ({
      ...{ row, line, reason, column, cells: cells.map((cell) => cell.slice(0, 60)) },
    })),
  };
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.import");
  const { importId } = Params.parse(params);
  const key = { workspaceId, importId };
  const job = await findImport(key);
  if (!job) throw notFound();
  const form = readImportForm(await request.formData(), job.header.length);
  if (!form.success) return data({ error: "options-invalid" }, 400);
  const done = await act(key, form.data, context.runtime);
  if (!done.ok) return data({ error: done.error }, 409);
  if (form.data.intent === "discard") return redirect(paths.imports);
  return data({ error: null });
}

type ImportAction = Extract<ReturnType<typeof readImportForm>, { success: true }>["data"];

function act(key: { workspaceId: string; importId: string }, input: ImportAction, rt: Runtime) {
  switch (input.intent) {
    case "layout":
      return changeLayout({ ...key, ...input.layout }, rt);
    case "mapping":
      return saveMapping({ ...key, ...input.mapping });
    case "consent":
      return declareConsent({ ...key, consent: input.consent }, rt);
    case "check":
      return startDryRun(key, rt);
    case "run":
      return startImport(key, rt);
    case "stop":
      return stopImport(key);
    case "continue":
      return continueImport(key, rt);
    case "undo":
      return undoImport(key, rt);
    case "discard":
      return discardImport(key, rt);
  }
}

/** Whether a form inside was changed since it was last stored: `stored` is what stands on the server. */
function useEdited(stored: string) {
  const [edited, setEdited] = useState<string | null>(null);
  const watch = { onChange: () => setEdited(stored), onSubmit: () => setEdited(null) };
  return { isEdited: edited === stored, watch };
}

export default function ImportPage() {
  const job = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const format = useFormat();
  const isMoving = ["checking", "running", "undoing"].includes(job.state);
  useEventStream("/events/imports", { isOn: isMoving, refreshEveryMs: 500 });
  const isDraft = job.state === "draft";
  const columns = useEdited(JSON.stringify(job.options));
  const consent = useEdited(JSON.stringify([job.consent, job.isConsentAnswered]));
  const blocker = last?.error ?? null;
  return (
    <>
      <PageHead
        title={job.fileName}
        back={{ to: paths.imports, label: t("wizard.back") }}
        badge={
          <StateBadge tone={importTones[job.state] ?? "neutral"}>
            {words.importState(job.state)}
          </StateBadge>
        }
        state={
          job.counts.rows > 0
            ? t("imports.progress", { rows: format.number(job.counts.rows) })
            : null
        }
      />
      <PageBody width="review">
        {blocker ? (
          <Notice tone="bad" isLive>
            {blocker === "no-address-column"
              ? t("wizard.noAddress")
              : blocker === "consent-not-answered"
                ? t("wizard.notAnswered")
                : t("wizard.invalidOptions")}
          </Notice>
        ) : null}
        {isDraft ? (
          <>
            <ImportLayout options={job.options} />
            <div {...columns.watch}>
              <ImportMapping {...job} key={JSON.stringify(job.options)} />
            </div>
            <div {...consent.watch}>
              <ImportConsent
                consent={job.consent}
                isAnswered={job.isConsentAnswered}
                channels={job.channels}
              />
            </div>
          </>
        ) : null}
        <ImportRun {...job} hasUnsavedAnswers={columns.isEdited || consent.isEdited} />
        {isDraft || job.state === "checking" ? null : <ImportResult {...job} />}
        {job.problems.length > 0 ? <ImportProblems {...job} /> : null}
      </PageBody>
    </>
  );
}
