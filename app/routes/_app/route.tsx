import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Outlet,
  useLoaderData,
  useNavigate,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AppShell } from "#app/components/ui/app-shell.tsx";
import { CommandPalette } from "#app/components/ui/command-palette.tsx";
import { CommandsProvider, useShortcut } from "#app/components/ui/commands.tsx";
import { ErrorPanel } from "#app/components/ui/error-panel.tsx";
import { useEverywhereCommands } from "#app/components/ui/everywhere-commands.ts";
import { KeyboardSheet } from "#app/components/ui/keyboard-sheet.tsx";
import { RestoreBanner } from "#app/components/ui/restore-banner.tsx";
import { requireMember } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import type { UnreadHandle } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { SettingsContext, useSettings } from "#app/lib/settings-context.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { may } from "#core/access/roles.ts";
import { findDeployment } from "#models/deployment.server.ts";
import { listMemberships } from "#models/member.server.ts";
import { findWorkspaces } from "#models/workspace.server.ts";
import { countUnread } from "#services/inbox-view.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const member = await requireMember(request, context);
  const memberships = await listMemberships(member.userId);
  const [workspaces, unread, deployment] = await Promise.all([
    findWorkspaces(memberships.map((row) => row.organizationId)),
    countUnread(member.workspaceId, member.memberId, context.runtime.now()),
    findDeployment(),
  ]);
  return {
    workspace: {
      id: member.workspaceId,
      name: member.workspace.name,
      zone: member.workspace.zone,
      country: member.workspace.country,
      isDemo: member.workspace.isDemo,
    },
    workspaces: workspaces.map(({ _id, name }) => ({ id: _id, name })),
    member: { id: member.memberId, name: member.name, email: member.email, role: member.role },
    unread: unread.open,
    restoreAlert: deployment?.alert ?? null,
    isRailOpen: readPreferences(request).isRailOpen,
  };
}

const Unread = z.object({ unread: z.number() });

export const handle: UnreadHandle = {
  unread: (shell) => Unread.safeParse(shell).data?.unread ?? 0,
};

/** Every signed-in page: the shell, the workspace's zone, the palette and the keys that work anywhere. */
export default function AppLayout() {
  const data = useLoaderData<typeof loader>();
  const outer = useSettings();
  const { zone } = data.workspace;
  const settings = useMemo(() => ({ ...outer, zone }), [outer, zone]);
  return (
    <SettingsContext.Provider value={settings}>
      <CommandsProvider>
        <AppShell {...data}>
          {data.restoreAlert ? (
            <RestoreBanner
              alert={data.restoreAlert}
              mayEnd={may(data.member.role, "workspace.manage")}
            />
          ) : null}
          <Outlet />
        </AppShell>
        <Everywhere />
      </CommandsProvider>
    </SettingsContext.Provider>
  );
}

function Everywhere() {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const { workspace, workspaces, member } = useLoaderData<typeof loader>();
  useEverywhereCommands({ workspace, workspaces, role: member.role });
  const everywhere = { scope: "everywhere" } as const;
  useShortcut("g>h", t("keys.goHome"), () => navigate(paths.home), everywhere);
  useShortcut("g>c", t("keys.goCampaigns"), () => navigate(paths.campaigns), everywhere);
  useShortcut("g>a", t("keys.goAudience"), () => navigate(paths.contacts), everywhere);
  useShortcut("g>i", t("keys.goInbox"), () => navigate(paths.inbox), everywhere);
  return (
    <>
      <CommandPalette />
      <KeyboardSheet />
    </>
  );
}

/** An error in a page keeps the rail: the member can go on elsewhere. */
export function ErrorBoundary() {
  const error = useRouteError();
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const data = useRouteLoaderData<typeof loader>("routes/_app");
  const panel = (
    <ErrorPanel
      status={isRouteErrorResponse(error) ? error.status : undefined}
      requestId={root?.requestId}
    />
  );
  if (!data) return <main>{panel}</main>;
  return (
    <CommandsProvider>
      <AppShell {...data}>{panel}</AppShell>
    </CommandsProvider>
  );
}
