import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useAdapterName } from "#app/components/channels/adapter-name.ts";
import { HealthPanel } from "#app/components/channels/health-panel.tsx";
import { SettingsPanel } from "#app/components/channels/settings-panel.tsx";
import { LinkButton } from "#app/components/ui/button.tsx";
import { CopyField } from "#app/components/ui/copy-field.tsx";
import { IconWebhook } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { errorsOf, readAccountForm } from "#app/http/account-form.server.ts";
import { notFound, requireRole, type Member } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { checkAccount, editAccount, findAccount, moveAccount } from "#services/accounts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { readAccount } from "./read-account.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.name || t("channel"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const member = await requireRole(request, context, "channels.view");
  const found = await readAccount(member, params["accountId"] ?? "", context.runtime);
  if (!found) throw notFound();
  return found;
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const member = await requireRole(request, context, "channels.manage");
  const accountId = params["accountId"] ?? "";
  const { workspaceId } = member;
  const rt = context.runtime;
  const form = await request.formData();
  switch (form.get("intent")) {
    case "check": {
      const checked = await checkAccount({ workspaceId, accountId }, rt);
      if (!checked.ok) throw notFound();
      return data({ intent: "check" as const, check: checked.value });
    }
    case "pause":
    case "resume": {
      const state = form.get("intent") === "pause" ? "paused" : "active";
      const moved = await moveAccount({ workspaceId, accountId, state }, rt);
      if (!moved.ok) throw notFound();
      return data({ intent: "moved" as const, state });
    }
    default:
      return save(form, member, accountId, rt);
  }
}

async function save(form: FormData, { workspaceId }: Member, accountId: string, rt: Runtime) {
  const row = await findAccount(workspaceId, accountId);
  const adapter = row && rt.findChannel(row.adapterId);
  if (!adapter) throw notFound();
  const { errors, ...given } = readAccountForm(form, adapter);
  if (Object.keys(errors).length > 0) {
    return data({ intent: "save" as const, errors }, { status: 400 });
  }
  const saved = await editAccount({ workspaceId, accountId, ...given }, rt);
  if (!saved.ok) return data({ intent: "save" as const, errors: errorsOf(saved) }, { status: 409 });
  const none: Record<string, string> = {};
  return data({ intent: "save" as const, errors: none });
}

export default function ChannelAccount() {
  const account = useLoaderData<typeof loader>();
  const { t } = useTranslation("channels");
  const name = useAdapterName()(account);
  const tone = { active: "good", paused: "warn", broken: "bad" } as const;
  return (
    <>
      <PageHead
        title={account.name}
        badge={<StateBadge tone={tone[account.state]}>{t(`state.${account.state}`)}</StateBadge>}
        state={account.isSimulated ? `${name} · ${t("list.simulated")}` : name}
        back={{ to: paths.channels, label: t("title") }}
        actions={
          account.canSeeJournal ? (
            <LinkButton icon={IconWebhook} to={`${paths.channelJournal}?account=${account.id}`}>
              {t("list.journal")}
            </LinkButton>
          ) : null
        }
      />
      <PageBody width="form">
        <Panel title={t("webhook.title")} lead={t("webhook.lead")}>
          <CopyField label={t("webhook.address")} value={account.webhookUrl} />
        </Panel>
        <HealthPanel account={account} />
        <SettingsPanel account={account} />
      </PageBody>
    </>
  );
}
