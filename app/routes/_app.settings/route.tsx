import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { RouteTabs } from "#app/components/ui/tabs.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useWorkspace } from "#app/lib/use-workspace.ts";

export const handle = titled((t) => t("settings"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireRole(request, context, "workspace.view");
  return null;
}

export default function SettingsLayout() {
  const { t } = useTranslation("settings");
  const { workspace } = useWorkspace();
  return (
    <>
      <PageHead title={t("title")} state={t("state", { workspace: workspace.name })} />
      {/* The pages below have their own width: the tabs stand on the page's edge. */}
      <div style={{ padding: "0 var(--page)" }}>
        <RouteTabs
          label={t("title")}
          tabs={[
            { to: paths.settingsProfile, label: t("tab.profile") },
            { to: paths.settingsSessions, label: t("tab.sessions") },
            { to: paths.settingsMembers, label: t("tab.members") },
            { to: paths.settingsWorkspace, label: t("tab.workspace") },
          ]}
        />
      </div>
      <Outlet />
    </>
  );
}
