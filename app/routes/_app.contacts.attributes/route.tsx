import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AudienceTabs } from "#app/components/audience/audience-tabs.tsx";
import { useAudienceWords } from "#app/components/audience/words.ts";
import { IconButton } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { SelectField, TextareaField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { IconAdjustments, IconTrash } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { attributeTypes } from "#core/contact/attribute.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { defineAttribute, removeAttribute } from "#services/attributes.server.ts";

export const handle = titled((t) => t("attributes"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
  const rows = await findAttributes(workspaceId);
  return {
    attributes: rows.map(({ _id, key, label, type, choices }) => ({
      ...{ attributeId: _id, key, label, type, choices },
    })),
  };
}

const Actions = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("add"),
    label: z.string().trim().min(1).max(80),
    type: z.enum(attributeTypes),
    choices: z.string().max(5_000),
  }),
  z.object({ intent: z.literal("remove"), attributeId: z.string() }),
]);

const sentences = {
  "label-unusable": "audience:error.labelUnusable",
  "key-taken": "audience:error.keyTaken",
  "no-choices": "audience:error.noChoices",
  "not-found": "audience:error.notFound",
} as const;

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "audiences.edit");
  const form = Actions.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ error: sentences["label-unusable"], done: null }, 400);
  const input = form.data;
  if (input.intent === "remove") {
    const removed = await removeAttribute({ workspaceId, attributeId: input.attributeId });
    if (!removed.ok) return data({ error: sentences[removed.error], done: null }, 404);
    return data({ error: null, done: "removed" as const });
  }
  const choices = input.choices.split("\n");
  const { label, type } = input;
  const added = await defineAttribute({ workspaceId, label, type, choices }, context.runtime);
  if (!added.ok) return data({ error: sentences[added.error], done: null }, 409);
  return data({ error: null, done: "added" as const });
}

export default function AttributesPage() {
  const { attributes } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const canEdit = useMay("audiences.edit");
  return (
    <>
      <PageHead title={t("attributes.title")} state={t("attributes.state")} />
      <PageBody>
        <AudienceTabs />
        {last?.done ? (
          <Notice tone="good" isLive>
            {t(`attributes.${last.done}`)}
          </Notice>
        ) : null}
        {canEdit ? <AddField error={last?.error ?? null} key={attributes.length} /> : null}
        <AttributesTable canEdit={canEdit} />
      </PageBody>
    </>
  );
}

function AddField({ error }: { readonly error: string | null }) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  return (
    <Panel title={t("attributes.add")}>
      <Form method="post">
        <input type="hidden" name="intent" value="add" />
        <FormError errors={error ? [error] : undefined} />
        <Fields>
          <FieldRow>
            <TextField
              field={{ id: "field-label", name: "label", required: true }}
              label={t("attributes.label")}
            />
            <SelectField
              field={{ id: "field-type", name: "type" }}
              label={t("attributes.type")}
              options={attributeTypes.map((value) => ({
                value,
                label: words.attributeType(value),
              }))}
            />
          </FieldRow>
          <TextareaField
            field={{ id: "field-choices", name: "choices" }}
            label={t("attributes.choices")}
            hint={t("attributes.choicesHint")}
            minRows={2}
          />
        </Fields>
        <SubmitRow label={t("attributes.save")} />
      </Form>
    </Panel>
  );
}

type Row = Awaited<ReturnType<typeof loader>>["attributes"][number];

function AttributesTable({ canEdit }: { readonly canEdit: boolean }) {
  const { attributes } = useLoaderData<typeof loader>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  return (
    <DataTable<Row>
      caption={t("attributes.caption")}
      rows={attributes}
      rowKey={(row) => row.attributeId}
      columns={[
        { key: "label", label: t("attributes.label"), cell: (row) => row.label },
        { key: "type", label: t("attributes.type"), cell: (row) => words.attributeType(row.type) },
        {
          key: "key",
          label: t("attributes.key"),
          isWide: true,
          cell: (row) => <code>{`attributes.${row.key}`}</code>,
        },
        {
          key: "choices",
          label: t("attributes.choices"),
          isWide: true,
          cell: (row) => row.choices.join(", "),
        },
      ]}
      {...(canEdit
        ? {
            rowActions: (row) => (
              <Form method="post">
                <input type="hidden" name="intent" value="remove" />
                <input type="hidden" name="attributeId" value={row.attributeId} />
                <IconButton
                  type="submit"
                  label={`${t("attributes.remove")}: ${row.label}`}
                  icon={IconTrash}
                />
              </Form>
            ),
          }
        : {})}
      empty={
        <EmptyState icon={IconAdjustments} title={t("attributes.emptyTitle")}>
          {t("attributes.emptyText")}
        </EmptyState>
      }
    />
  );
}
