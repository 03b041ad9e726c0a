import { NativeSelect } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "#app/components/ui/button.tsx";
import { Confirm } from "#app/components/ui/confirm.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { FormError } from "#app/components/ui/form.tsx";
import { IconUserMinus } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { PersonMark } from "#app/components/ui/person-mark.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { useMay } from "#app/lib/use-workspace.ts";
import type { Role } from "#core/access/roles.ts";
import styles from "./members.module.css";
import type { action } from "./route.tsx";

interface MemberRow {
  readonly memberId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly joinedAt: Date;
  readonly isSelf: boolean;
}

export interface MembersPanelProps {
  readonly members: readonly MemberRow[];
  readonly grantable: readonly Role[];
}

export function MembersPanel({ members, grantable }: MembersPanelProps) {
  const { t } = useTranslation("settings");
  const fetcher = useFetcher<typeof action>();
  const mayManage = useMay("members.manage");
  const [leaving, setLeaving] = useState<MemberRow | null>(null);
  const canChange = (row: MemberRow) => mayManage && !row.isSelf && grantable.includes(row.role);
  const send = (form: Record<string, string>) => fetcher.submit(form, { method: "post" });
  return (
    <Panel title={t("members.title")} lead={t("members.count", { count: members.length })} isFlush>
      {fetcher.data?.reply.status === "error" ? (
        <FormError errors={fetcher.data.reply.error?.[""] ?? undefined} />
      ) : null}
      <DataTable
        caption={t("members.title")}
        isBare
        rows={members}
        rowKey={({ memberId }) => memberId}
        columns={[
          { key: "name", label: t("members.name"), cell: (row) => <Person row={row} /> },
          {
            key: "role",
            label: t("members.role"),
            width: 150,
            cell: (row) => (
              <RoleCell
                row={row}
                grantable={canChange(row) ? grantable : null}
                onChange={(role) => send({ intent: "role", memberId: row.memberId, role })}
              />
            ),
          },
          {
            key: "joined",
            label: t("members.joined"),
            isWide: true,
            width: 140,
            cell: ({ joinedAt }) => <RelativeTime at={joinedAt} form="short" />,
          },
        ]}
        rowActions={(row) =>
          canChange(row) ? (
            <IconButton
              icon={IconUserMinus}
              label={t("members.remove", { name: row.name })}
              onClick={() => setLeaving(row)}
            />
          ) : null
        }
      />
      <Confirm
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("members.removeTitle", { name: leaving?.name ?? "" })}
        label={t("members.removeDo")}
        onConfirm={() => {
          if (leaving) send({ intent: "remove", memberId: leaving.memberId });
          setLeaving(null);
        }}
      >
        {t("members.removeWords")}
      </Confirm>
    </Panel>
  );
}

function Person({ row }: { readonly row: MemberRow }) {
  const { t } = useTranslation("settings");
  return (
    <span className={styles.person}>
      <PersonMark name={row.name} size={28} />
      <span>
        <span className={styles.name}>{row.name}</span>
        {row.isSelf ? <span className={styles.self}> · {t("members.you")}</span> : null}
        <span className={styles.email}>{row.email}</span>
      </span>
    </span>
  );
}

interface RoleCellProps {
  readonly row: MemberRow;
  /** Null where this member may not change it. */
  readonly grantable: readonly Role[] | null;
  readonly onChange: (role: string) => void;
}

function RoleCell({ row, grantable, onChange }: RoleCellProps) {
  const { t } = useTranslation(["settings", "common"]);
  if (!grantable) return <>{t(`common:role.${row.role}`)}</>;
  return (
    <NativeSelect
      size="xs"
      aria-label={t("members.roleOf", { name: row.name })}
      value={row.role}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={grantable.map((value) => ({ value, label: t(`common:role.${value}`) }))}
    />
  );
}
