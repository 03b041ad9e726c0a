import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Form, useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { CopyField } from "#app/components/ui/copy-field.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { SelectField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import type { Role } from "#core/access/roles.ts";
import { InviteForm } from "./members-forms.ts";
import type { action } from "./route.tsx";

export function InvitePanel({ grantable }: { readonly grantable: readonly Role[] }) {
  const { t } = useTranslation(["settings", "common"]);
  const last = useActionData<typeof action>();
  const isMine = last?.reply.initialValue?.["intent"] === "invite" || last?.link;
  const [form, fields] = useForm({
    id: "invite",
    lastResult: isMine ? last?.reply : null,
    defaultValue: { role: "agent" },
    onValidate: ({ formData }) => parseWithZod(formData, { schema: InviteForm }),
  });
  const isBusy = usePending({ intent: "invite" });
  const roles = grantable.map((value) => ({ value, label: t(`common:role.${value}`) }));
  return (
    <Panel title={t("members.invite")} lead={t("members.inviteLead")}>
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <FormError errors={form.errors} />
          {last?.link ? <InvitationLink {...last.link} /> : null}
          <FieldRow>
            <TextField
              field={fields.email}
              label={t("members.email")}
              type="email"
              autoComplete="off"
            />
            <SelectField field={fields.role} label={t("members.role")} options={roles} />
          </FieldRow>
        </Fields>
        <SubmitRow
          name="intent"
          value="invite"
          label={t("members.sendInvitation")}
          isBusy={isBusy}
        />
      </Form>
    </Panel>
  );
}

function InvitationLink({ link, isMailed }: { readonly link: string; readonly isMailed: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <Notice tone="good" isLive title={t(isMailed ? "members.invited" : "members.invitedNoMail")}>
      <CopyField label={t("members.link")} value={link} hint={t("members.linkHint")} />
    </Notice>
  );
}

interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly expiresAt: Date;
}

export function InvitationsPanel({
  invitations,
}: {
  readonly invitations: readonly InvitationRow[];
}) {
  const { t } = useTranslation(["settings", "common"]);
  return (
    <Panel title={t("members.open")} isFlush>
      <DataTable
        caption={t("members.open")}
        isBare
        rows={invitations}
        rowKey={({ id }) => id}
        columns={[
          { key: "email", label: t("members.email"), cell: ({ email }) => email },
          { key: "role", label: t("members.role"), cell: ({ role }) => t(`common:role.${role}`) },
          {
            key: "expires",
            label: t("members.expires"),
            isWide: true,
            cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
          },
          {
            key: "withdraw",
            label: t("members.withdraw"),
            width: 140,
            cell: ({ id }) => <Withdraw id={id} />,
          },
        ]}
      />
    </Panel>
  );
}

function Withdraw({ id }: { readonly id: string }) {
  const { t } = useTranslation("settings");
  return (
    <Form method="post">
      <input type="hidden" name="invitationId" value={id} />
      <Button type="submit" size="xs" name="intent" value="withdraw">
        {t("members.withdraw")}
      </Button>
    </Form>
  );
}
