import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { useAudienceWords } from "#app/components/audience/words.ts";
import { IconButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { SelectField, TextField } from "#app/components/ui/field.tsx";
import { FilterBar } from "#app/components/ui/filter-bar.tsx";
import { FieldRow, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { IconBan, IconTrash } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { suppressionReasons } from "#core/consent/suppression.ts";
import { normaliseEmail, normalisePhone } from "#core/contact/address.ts";
import { findSuppressionPage } from "#models/suppression.server.ts";
import { suppress, unsuppress } from "#services/suppressions.server.ts";

const channels = ["*", "whatsapp", "sms", "email", "messenger", "telegram", "web-chat"] as const;
const PAGE_SIZE = 50;

export const handle = titled((t) => t("suppressions"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, workspace } = await requireRole(request, context, "contacts.view");
  const params = new URL(request.url).searchParams;
  const asked = Date.parse(params.get("before") ?? "");
  const before = Number.isNaN(asked) ? context.runtime.now() : new Date(asked);
  const address = readAddress(params.get("q") ?? "", workspace.country);
  const page = await findSuppressionPage({ workspaceId, before, limit: PAGE_SIZE, address });
  return {
    rows: page.rows.map(({ _id, address, addressKind, channel, reason, detail, at }) => ({
      ...{ suppressionId: _id, address, addressKind, channel, reason, detail, at },
    })),
    next: page.next,
  };
}

function readAddress(text: string, country: string) {
  const phone = normalisePhone(text, country || null);
  if (phone.ok) return { kind: "phone", value: phone.value };
  const email = normaliseEmail(text);
  return email.ok ? { kind: "email", value: email.value } : null;
}

const Actions = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("add"),
    address: z.string().max(300),
    channel: z.enum(channels),
    reason: z.enum(suppressionReasons),
    detail: z.string().trim().max(500),
  }),
  z.object({ intent: z.literal("remove"), suppressionId: z.string().max(500) }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId, memberId, workspace } = await requireRole(
    request,
    context,
    "audiences.edit",
  );
  const form = Actions.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ error: "audience:error.address", done: null }, 400);
  const input = form.data;
  if (input.intent === "remove") {
    await unsuppress({ workspaceId, suppressionId: input.suppressionId }, context.runtime);
    return data({ error: null, done: "removed" as const });
  }
  const address = readAddress(input.address, workspace.country);
  if (!address) return data({ error: "audience:error.address", done: null }, 400);
  const { channel, reason, detail } = input;
  const row = { workspaceId, channel, address, reason, detail: detail || null, actor: memberId };
  return data({ error: null, done: await suppress(row, context.runtime) });
}

export default function SuppressionsPage() {
  const { rows, next } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const canEdit = useMay("audiences.edit");
  const [params] = useSearchParams();
  return (
    <>
      <PageHead title={t("suppressions.title")} state={t("suppressions.state")} />
      <PageBody>
        <AudienceTabs />
        {last?.done ? (
          <Notice tone="good" isLive>
            {t(`suppressions.${last.done}`)}
          </Notice>
        ) : null}
        {canEdit ? <AddForm error={last?.error ?? null} key={rows[0]?.suppressionId} /> : null}
        <FilterBar searchLabel={t("suppressions.find")} />
        <Rows canEdit={canEdit} />
        <Pager
          newer={params.has("before") ? "?" : null}
          older={next ? `?before=${encodeURIComponent(next.toISOString())}` : null}
        />
      </PageBody>
    </>
  );
}

function AddForm({ error }: { readonly error: string | null }) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const field = (name: string) => ({ id: `suppress-${name}`, name, initialValue: "" });
  return (
    <Panel title={t("suppressions.add")}>
      <Form method="post">
        <input type="hidden" name="intent" value="add" />
        <FormError errors={error ? [error] : undefined} />
        <FieldRow>
          <TextField
            field={{ ...field("address"), required: true }}
            label={t("suppressions.addressLabel")}
          />
          <SelectField
            field={field("channel")}
            label={t("suppressions.channel")}
            options={channels.map((value) => ({ value, label: words.channel(value) }))}
          />
          <SelectField
            field={field("reason")}
            label={t("suppressions.reason")}
            options={suppressionReasons.map((value) => ({
              value,
              label: words.suppressionReason(value),
            }))}
          />
          <TextField field={field("detail")} label={t("suppressions.detail")} />
        </FieldRow>
        <SubmitRow label={t("suppressions.save")} />
      </Form>
    </Panel>
  );
}

type Row = Awaited<ReturnType<typeof loader>>["rows"][number];

function Rows({ canEdit }: { readonly canEdit: boolean }) {
  const { rows } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  return (
    <DataTable<Row>
      caption={t("suppressions.caption")}
      rows={rows}
      rowKey={(row) => row.suppressionId}
      columns={[
        { key: "address", label: t("suppressions.address"), cell: (row) => row.address },
        {
          key: "channel",
          label: t("suppressions.channel"),
          cell: (row) => words.channel(row.channel),
        },
        {
          key: "reason",
          label: t("suppressions.reason"),
          cell: (row) =>
            [words.suppressionReason(row.reason), row.detail].filter(Boolean).join(": "),
        },
        {
          key: "when",
          label: t("suppressions.when"),
          isWide: true,
          cell: (row) => <RelativeTime at={row.at} />,
        },
      ]}
      {...(canEdit
        ? {
            rowActions: (row) => (
              <Form method="post">
                <input type="hidden" name="intent" value="remove" />
                <input type="hidden" name="suppressionId" value={row.suppressionId} />
                <IconButton
                  type="submit"
                  label={`${t("suppressions.remove")}: ${row.address}`}
                  icon={IconTrash}
                />
              </Form>
            ),
          }
        : {})}
      empty={
        <EmptyState icon={IconBan} title={t("suppressions.emptyTitle")}>
          {t("suppressions.emptyText")}
        </EmptyState>
      }
    />
  );
}
