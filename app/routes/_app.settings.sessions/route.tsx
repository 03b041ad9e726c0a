import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "#app/components/ui/button.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { IconDeviceDesktop, IconDeviceMobile } from "#app/components/ui/icons.ts";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { readDevice } from "#app/lib/device-name.ts";
import { titled } from "#app/lib/page-title.ts";
import { listSessions } from "#models/member.server.ts";
import { isIdle } from "#services/auth.server.ts";
import { revokeOtherSessions, revokeSession } from "#services/members.server.ts";

export const handle = titled((t) => t("sessions"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { userId, sessionId } = await requireRole(request, context, "workspace.view");
  const { config } = context.runtime;
  const now = context.runtime.now();
  const rows = (await listSessions(userId)).filter(
    (row) => row.expiresAt > now && !isIdle(row, now, config),
  );
  return {
    idleHours: config.SESSION_IDLE_HOURS,
    sessions: rows.map(({ _id, userAgent, createdAt, lastSeenAt }) => ({
      id: _id,
      device: readDevice(userAgent ?? ""),
      since: createdAt,
      seen: lastSeenAt ?? createdAt,
      isThis: _id === sessionId,
    })),
  };
}

const SessionForm = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("end"), sessionId: z.string().max(64) }),
  z.object({ intent: z.literal("end-others") }),
]);

export async function action({ request, context }: ActionFunctionArgs) {
  await requireRole(request, context, "workspace.view");
  const { headers } = request;
  const parsed = SessionForm.safeParse(Object.fromEntries(await request.formData()));
  if (!parsed.success) return data(null, 400);
  if (parsed.data.intent === "end-others") {
    await revokeOtherSessions(headers, context.runtime);
    return null;
  }
  const { sessionId } = parsed.data;
  const ended = await revokeSession({ sessionId, headers }, context.runtime);
  if (!ended.ok) throw notFound();
  return null;
}

type Row = ReturnType<typeof useLoaderData<typeof loader>>["sessions"][number];

export default function SessionsPage() {
  const { t } = useTranslation("settings");
  const { sessions, idleHours } = useLoaderData<typeof loader>();
  const hasOthers = sessions.some(({ isThis }) => !isThis);
  return (
    <PageBody width="review">
      <Panel
        title={t("sessions.title")}
        lead={t("sessions.lead", { count: idleHours })}
        isFlush
        actions={
          hasOthers ? (
            <Form method="post">
              <Button type="submit" name="intent" value="end-others">
                {t("sessions.endOthers")}
              </Button>
            </Form>
          ) : null
        }
      >
        <DataTable
          caption={t("sessions.title")}
          isBare
          rows={sessions}
          rowKey={({ id }) => id}
          columns={[
            { key: "device", label: t("sessions.device"), cell: (row) => <DeviceName row={row} /> },
            {
              key: "since",
              label: t("sessions.since"),
              cell: ({ since }) => <RelativeTime at={since} />,
              isWide: true,
            },
            {
              key: "seen",
              label: t("sessions.seen"),
              cell: ({ seen }) => <RelativeTime at={seen} />,
            },
            {
              key: "end",
              label: t("sessions.end"),
              cell: (row) => <EndSession row={row} />,
              width: 110,
            },
          ]}
        />
      </Panel>
    </PageBody>
  );
}

function DeviceName({ row }: { readonly row: Row }) {
  const { t } = useTranslation("settings");
  const { browser, system, isPhone } = row.device;
  const Glyph = isPhone ? IconDeviceMobile : IconDeviceDesktop;
  const words = browser && system ? t("sessions.on", { browser, system }) : t("sessions.unknown");
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 8 }}>
      <Glyph size={18} stroke={1.6} style={{ flex: "none" }} aria-hidden />
      {words}
    </span>
  );
}

function EndSession({ row }: { readonly row: Row }) {
  const { t } = useTranslation("settings");
  if (row.isThis) return <StateBadge tone="good">{t("sessions.this")}</StateBadge>;
  return (
    <Form method="post">
      <input type="hidden" name="sessionId" value={row.id} />
      <Button type="submit" name="intent" value="end" size="xs">
        {t("sessions.signOut")}
      </Button>
    </Form>
  );
}
