import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useCallError, useCallResult } from "#app/components/channels/call-result.ts";
import { JournalCallPanel } from "#app/components/channels/journal-call.tsx";
import { DataTable } from "#app/components/ui/data-table.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { FilterBar, FilterChip } from "#app/components/ui/filter-bar.tsx";
import { IconWebhook } from "#app/components/ui/icons.ts";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody } from "#app/components/ui/page.tsx";
import { Pager } from "#app/components/ui/pager.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useFormat } from "#app/lib/format.ts";
import { listChannelAccounts } from "#models/channel-account.server.ts";
import { findReceipt } from "#models/receipt.server.ts";
import { replayReceipts } from "#services/inbound-sweep.server.ts";
import { readJournal, readJournalCall } from "#services/journal-view.server.ts";

export const handle = titled((t) => t("journal"));

const PAGE = 50;
const AHEAD_MS = 60_000;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "journal.view");
  const rt = context.runtime;
  const query = new URL(request.url).searchParams;
  const accounts = await listChannelAccounts(workspaceId);
  const accountId = accounts.find((row) => row._id === query.get("account"))?._id ?? null;
  const asked = new Date(query.get("before") ?? "");
  const isOlder = !Number.isNaN(asked.getTime());
  const before = isOlder ? asked : new Date(rt.now().getTime() + AHEAD_MS);
  const lines = await readJournal(workspaceId, { before, limit: PAGE + 1, accountId });
  const names = new Map(accounts.map((row) => [row._id, row.name]));
  const callId = query.get("call");
  const call = callId === null ? null : await readJournalCall(workspaceId, callId, rt);
  if (callId !== null && !call) throw notFound();
  return {
    accounts: accounts.map(({ _id, name }) => ({ id: _id, name })),
    accountId,
    isOlder,
    call,
    lines: lines
      .slice(0, PAGE)
      .map((line) => ({ ...line, accountName: names.get(line.accountId) ?? null })),
    next: lines.length > PAGE ? (lines[PAGE - 1]?.at.toISOString() ?? null) : null,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "journal.view");
  const receiptId = String((await request.formData()).get("receiptId") ?? "");
  if (!(await findReceipt(workspaceId, receiptId))) {
    return data({ failed: 1, error: "no-such-call" }, { status: 400 });
  }
  const tally = await replayReceipts({ workspaceId, receiptIds: [receiptId] }, context.runtime);
  const line = await readJournalCall(workspaceId, receiptId, context.runtime);
  return data({ failed: tally.failed, error: line?.error ?? null });
}

const tones = { new: "info", done: "good", failed: "bad" } as const;

export default function Journal() {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const resultWords = useCallResult();
  const errorWords = useCallError();
  const { lines, accounts, accountId, call, next, isOlder } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const withParam = (name: string, value: string | null) => {
    const changed = new URLSearchParams(params);
    if (value === null) changed.delete(name);
    else changed.set(name, value);
    return `?${changed}`;
  };
  return (
    <>
      <PageHead
        title={t("journal.title")}
        state={t("journal.lead")}
        back={{ to: paths.channels, label: t("title") }}
      />
      <PageBody>
        {call ? <JournalCallPanel call={call} closeTo={withParam("call", null)} /> : null}
        <FilterBar>
          <FilterChip to={paths.channelJournal} isOn={accountId === null}>
            {t("journal.all")}
          </FilterChip>
          {accounts.map(({ id, name }) => (
            <FilterChip key={id} to={`?account=${id}`} isOn={id === accountId}>
              {name}
            </FilterChip>
          ))}
        </FilterBar>
        <DataTable
          caption={t("journal.caption")}
          rows={lines}
          rowKey={(row) => row.id}
          rowTo={(row) => withParam("call", row.id)}
          columns={[
            {
              key: "at",
              label: t("journal.at"),
              cell: (row) => <RelativeTime at={row.at} />,
            },
            {
              key: "account",
              label: t("journal.account"),
              cell: (row) => row.accountName ?? t("journal.gone"),
              isWide: true,
              width: 180,
            },
            {
              key: "state",
              label: t("journal.state"),
              cell: (row) => (
                <StateBadge tone={tones[row.state]} isBare>
                  {t(`journal.${row.state}`)}
                </StateBadge>
              ),
            },
            {
              key: "result",
              label: t("journal.result"),
              cell: (row) =>
                row.error
                  ? errorWords(row.error)
                  : resultWords(row.result).join("; ") || t("journal.nothing"),
            },
            {
              key: "size",
              label: t("journal.size"),
              cell: (row) => format.bytes(row.bytes),
              isNumeric: true,
              isWide: true,
            },
          ]}
          empty={
            <EmptyState icon={IconWebhook} title={t("journal.emptyTitle")}>
              {t("journal.emptyText")}
            </EmptyState>
          }
        />
        <Pager
          newer={isOlder ? withParam("before", null) : null}
          older={next ? withParam("before", next) : null}
        />
      </PageBody>
    </>
  );
}
