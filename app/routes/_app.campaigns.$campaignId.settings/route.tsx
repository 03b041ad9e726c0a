import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { channelWord, purposeWord } from "#app/components/audience/filter-words.ts";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { useReasonWords } from "#app/lib/reason-words.ts";
import { findCampaignMoves } from "#models/campaign-move.server.ts";
import { findCampaign } from "#models/campaign.server.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { listMembers } from "#models/member.server.ts";
import { findRevision, findTemplate } from "#models/template.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "campaigns.view");
  const row = await findCampaign({ workspaceId, campaignId: params["campaignId"] ?? "" });
  if (!row) throw notFound();
  const [moves, members, template, revision, accounts] = await Promise.all([
    findCampaignMoves(row._id),
    listMembers(workspaceId),
    row.templateId ? findTemplate(row.templateId) : null,
    row.revisionId ? findRevision(row.revisionId) : null,
    ChannelAccounts.find({ workspaceId }).lean(),
  ]);
  const nameOf = (actor: string) =>
    members.find((member) => member.memberId === actor)?.name ?? null;
  return {
    ...{ purpose: row.purpose, schedule: row.schedule, ratePerSecond: row.ratePerSecond },
    ...{ template: template?.name ?? "–", revision: revision?.n ?? null, createdAt: row.createdAt },
    senders: row.senders.map(({ channel, accountId }) => ({
      channel,
      name: accounts.find((account) => account._id === accountId)?.name ?? accountId,
    })),
    moves: moves.map(({ _id: id, from, to, actor, reason, at }) => ({
      ...{ id, from, to, reason, at, actor: nameOf(actor) },
      isSystem: actor === "system",
    })),
  };
}

export default function CampaignSettings() {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const reasonWords = useReasonWords();
  const page = useLoaderData<typeof loader>();
  const { schedule } = page;
  const when =
    schedule.mode === "now"
      ? t("edit.now")
      : `${schedule.localTime.replace("T", " ")} ${schedule.zone}`;
  return (
    <>
      <Panel title={t("settings.facts")}>
        <Facts
          facts={[
            { label: t("settings.purpose"), value: purposeWord(page.purpose, say) },
            {
              label: t("settings.senders"),
              value: page.senders
                .map(({ channel, name }) => `${channelWord(channel, say)} · ${name}`)
                .join(", "),
            },
            { label: t("settings.template"), value: page.template },
            { label: t("settings.revision"), value: page.revision ?? "–" },
            { label: t("settings.schedule"), value: when },
            {
              label: t("settings.speed"),
              value:
                page.ratePerSecond === null
                  ? t("review.paceFree")
                  : t("settings.pace", { count: page.ratePerSecond }),
            },
            {
              label: t("settings.created"),
              value: <RelativeTime at={page.createdAt} form="full" />,
            },
          ]}
        />
      </Panel>
      <Panel title={t("settings.history")}>
        <ol>
          {page.moves.map((move) => {
            const actor = move.isSystem
              ? t("settings.system")
              : (move.actor ?? t("settings.someone"));
            return (
              <li key={move.id}>
                {move.from === null
                  ? t("settings.made", { actor })
                  : t("settings.moved", { actor, state: t(`state.${move.to}`).toLowerCase() })}
                {move.reason ? ` (${reasonWords(move.reason)})` : ""} ·{" "}
                <RelativeTime at={move.at} form="full" />
              </li>
            );
          })}
        </ol>
      </Panel>
    </>
  );
}
