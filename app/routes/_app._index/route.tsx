import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { Figure, Figures } from "#app/components/ui/figure.tsx";
import { IconPlus } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { requireMember } from "#app/http/guard.server.ts";
import { useFormat } from "#app/lib/format.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useEventStream } from "#app/lib/use-event-stream.ts";
import { useMay, useWorkspace } from "#app/lib/use-workspace.ts";
import { readHome } from "#services/home.server.ts";
import { FirstSteps } from "./first-steps.tsx";
import { RunningPanel } from "./running.tsx";
import { WaitingPanel } from "./waiting.tsx";

export const handle = titled((t) => t("home"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, memberId } = await requireMember(request, context);
  return readHome({ workspaceId, memberId }, context.runtime);
}

/** What runs, what waits, one line about the week; a new workspace sees its first steps instead. */
export default function HomePage() {
  const { t } = useTranslation("home");
  const home = useLoaderData<typeof loader>();
  const { member, workspace } = useWorkspace();
  const mayWrite = useMay("campaigns.edit");
  useEventStream("/events/inbox", { refreshEveryMs: 1_000 });
  const firstName = member.name.split(" ")[0] ?? member.name;
  const state = t("state", {
    running: t("running", { count: home.running.length }),
    waiting: t("waiting", { count: home.unread.open }),
  });
  return (
    <>
      <PageHead
        title={t("greeting", { name: firstName })}
        state={state}
        actions={
          mayWrite ? (
            <LinkButton to={paths.newCampaign} kind="primary" icon={IconPlus}>
              {t("newCampaign")}
            </LinkButton>
          ) : null
        }
      />
      <PageBody>
        {home.steps.hasSent ? null : <FirstSteps steps={home.steps} />}
        {home.running.length > 0 ? <RunningPanel running={home.running} /> : null}
        <WaitingPanel {...home} />
        {home.steps.hasSent ? <Week week={home.week} /> : null}
        {workspace.isDemo ? <Stories /> : null}
      </PageBody>
    </>
  );
}

/** The demo's way in: what it is and where to try it. */
function Stories() {
  const { t } = useTranslation("demo");
  return (
    <Panel
      title={t("linkTitle")}
      lead={t("linkLead")}
      actions={<LinkButton to={paths.demo}>{t("link")}</LinkButton>}
    />
  );
}

interface WeekProps {
  readonly week: {
    readonly accepted: number;
    readonly replied: number;
    readonly campaigns: number;
  };
}

function Week({ week }: WeekProps) {
  const { t } = useTranslation("home");
  const format = useFormat();
  const share = week.accepted === 0 ? null : format.percent(week.replied / week.accepted);
  return (
    <Panel title={t("week.title")}>
      <Figures>
        <Figure label={t("week.campaigns")} value={format.number(week.campaigns)} />
        <Figure label={t("week.accepted")} value={format.number(week.accepted)} voice="out" />
        <Figure
          label={t("week.replied")}
          value={format.number(week.replied)}
          voice="back"
          note={share === null ? null : t("week.share", { share })}
        />
      </Figures>
    </Panel>
  );
}
