import { MaxFileSizeExceededError, parseFormData } from "@mjackson/form-data-parser";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { UploadForm } from "#app/components/audience/upload-form.tsx";
import { importTones, useAudienceWords } from "#app/components/audience/words.ts";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconFileImport } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useEventStream } from "#app/lib/use-event-stream.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { findImports } from "#models/contact-import.server.ts";
import { uploadImport } from "#services/imports.server.ts";

/** A form without scripts is held whole; larger files go through the streaming upload. */
const PLAIN_FORM_MAX_BYTES = 32 * 1024 * 1024;

export const handle = titled((t) => t("imports"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const imports = await findImports(workspaceId);
  return {
    imports: imports.map(({ _id, fileName, state, counts, createdAt }) => ({
      ...{ importId: _id, fileName, state, counts, createdAt },
    })),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId, memberId, workspace } = await requireRole(
    request,
    context,
    "contacts.import",
  );
  const given = await readFile(request);
  if (given === null || given === "too-large") return data({ error: given ?? "no-file" }, 400);
  const stored = await uploadImport(
    {
      ...{ workspaceId, memberId, fileName: given.name, defaultCountry: workspace.country || null },
      stream: given.stream() as unknown as AsyncIterable<Uint8Array>,
    },
    context.runtime,
  );
  if (stored.ok) return redirect(paths.import(stored.value.importId));
  return data({ error: stored.error }, 422);
}

async function readFile(request: Request): Promise<File | "too-large" | null> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) return null;
  try {
    const limits = { maxFiles: 1, maxFileSize: PLAIN_FORM_MAX_BYTES };
    const form = await parseFormData(request, limits);
    const file = form.get("file");
    // A box nothing was chosen in is sent as a file without a name.
    return file instanceof File && file.name !== "" ? file : null;
  } catch (error) {
    return error instanceof MaxFileSizeExceededError ? "too-large" : null;
  }
}

export default function ImportsPage() {
  const { imports } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const canImport = useMay("contacts.import");
  const isMoving = imports.some(({ state }) => ["checking", "running", "undoing"].includes(state));
  useEventStream("/events/imports", { isOn: isMoving });
  return (
    <>
      <PageHead title={t("imports.title")} state={t("imports.state")} />
      <PageBody>
        <AudienceTabs />
        {canImport ? (
          <Panel>
            <UploadForm error={last?.error ?? null} />
          </Panel>
        ) : null}
        <ImportsTable />
      </PageBody>
    </>
  );
}

function ImportsTable() {
  const { imports } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const format = useFormat();
  return (
    <DataTable
      caption={t("imports.caption")}
      rows={imports}
      rowKey={(row) => row.importId}
      rowTo={(row) => paths.import(row.importId)}
      columns={[
        { key: "file", label: t("imports.file"), cell: (row) => row.fileName },
        {
          key: "state",
          label: t("imports.stateColumn"),
          cell: (row) => (
            <StateBadge tone={importTones[row.state] ?? "neutral"} isBare>
              {words.importState(row.state)}
            </StateBadge>
          ),
        },
        {
          key: "rows",
          label: t("imports.rows"),
          isNumeric: true,
          cell: (row) => format.number(row.counts.rows),
        },
        {
          key: "created",
          label: t("imports.created"),
          isNumeric: true,
          isWide: true,
          cell: (row) => format.number(row.counts.created),
        },
        {
          key: "updated",
          label: t("imports.updated"),
          isNumeric: true,
          isWide: true,
          cell: (row) => format.number(row.counts.updated),
        },
        {
          key: "invalid",
          label: t("imports.invalid"),
          isNumeric: true,
          cell: (row) => format.number(row.counts.invalid),
        },
        {
          key: "when",
          label: t("imports.when"),
          isWide: true,
          cell: (row) => <RelativeTime at={row.createdAt} />,
        },
      ]}
      empty={
        <EmptyState icon={IconFileImport} title={t("imports.emptyTitle")}>
          {t("imports.emptyText")}
        </EmptyState>
      }
    />
  );
}
