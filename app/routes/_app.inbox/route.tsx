import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData, useParams } from "@remix-run/react";
import type { ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { InboxFrame } from "#app/components/inbox/inbox-frame.tsx";
import { InboxList } from "#app/components/inbox/inbox-list.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { paths } from "#app/lib/paths.ts";
import { useEventStream } from "#app/lib/use-event-stream.ts";
import { listMembers } from "#models/member.server.ts";
import { countUnread, inboxViews, readInbox } from "#services/inbox-view.server.ts";

export const handle = titled((t) => t("inbox"));

const PAGE = 40;
/** New activity lies a moment in the future of a clock that is behind. */
const AHEAD_MS = 60_000;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, memberId } = await requireRole(request, context, "inbox.view");
  const query = new URL(request.url).searchParams;
  const view = inboxViews.find((one) => one === query.get("view")) ?? "open";
  const search = (query.get("q") ?? "").slice(0, 100);
  const now = context.runtime.now();
  const asked = new Date(query.get("before") ?? "");
  const isOlder = !Number.isNaN(asked.getTime());
  const before = isOlder ? asked : new Date(now.getTime() + AHEAD_MS);
  const [page, counts, members] = await Promise.all([
    readInbox({ workspaceId, memberId, view, search, before, limit: PAGE }),
    countUnread(workspaceId, memberId, now),
    listMembers(workspaceId),
  ]);
  const names = new Map(members.map((member) => [member.memberId, member.name]));
  return {
    view,
    search,
    isOlder,
    listWidth: readPreferences(request).paneWidths.list,
    counts,
    next: page.next?.toISOString() ?? null,
    rows: page.rows.map((row) => ({
      id: row._id,
      name: row.contactName,
      address: row.address,
      channel: row.channel,
      state: row.state,
      preview: row.lastMessage,
      at: row.lastActivityAt,
      unread: row.unreadCount,
      isUnread: row.isUnread ?? row.unreadCount > 0,
      assignee: row.assigneeId === null ? null : (names.get(row.assigneeId) ?? null),
      snoozedUntil: row.snoozedUntil,
      campaignName: row.campaignName,
    })),
  };
}

export default function Inbox() {
  const data = useLoaderData<typeof loader>();
  const { conversationId = null } = useParams();
  useEventStream(paths.inboxStream, {
    onEvent: (event) => concerns(event.data, conversationId),
  });
  return (
    <InboxFrame
      isOpen={conversationId !== null}
      width={data.listWidth}
      list={<InboxList {...data} currentId={conversationId} />}
    >
      <Outlet context={nextOf(data.rows, conversationId)} />
    </InboxFrame>
  );
}

/** Where "close and next" goes: down the list as it stands, then up, then to the empty inbox. */
function nextOf(rows: readonly { readonly id: string }[], currentId: string | null): string | null {
  const place = rows.findIndex((row) => row.id === currentId);
  return (rows[place + 1] ?? rows[place - 1])?.id ?? null;
}

/** Who looks on and what became of a reply only show in the conversation that is open. */
function concerns(changed: unknown, conversationId: string | null): boolean {
  if (typeof changed !== "object" || changed === null || !("topic" in changed)) return true;
  if (changed.topic === "delivery.changed") return conversationId !== null;
  if (changed.topic !== "presence.changed") return true;
  return "ref" in changed && changed.ref === conversationId;
}

export function shouldRevalidate({
  formData,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) {
  const intent = formData?.get("intent");
  return intent === "draft" || intent === "presence" ? false : defaultShouldRevalidate;
}
