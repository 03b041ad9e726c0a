import type { AppLoadContext } from "@remix-run/node";
import type { OpenConversation } from "#app/components/inbox/open-conversation.ts";
import type { Member } from "#app/http/guard.server.ts";
import { may } from "#core/access/roles.ts";
import type { ChannelAdapter } from "#channels/contract.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { listCannedReplies } from "#models/canned-reply.server.ts";
import { findCampaignsByIds } from "#models/campaign.server.ts";
import { findContact } from "#models/contact.server.ts";
import {
  findConversation,
  findConversationsOf,
  type ConversationRow,
} from "#models/conversation.server.ts";
import { findDraft } from "#models/draft.server.ts";
import { listMembers } from "#models/member.server.ts";
import { findPresent } from "#models/presence.server.ts";
import { findRevisions, listTemplates } from "#models/template.server.ts";
import { loadAccount } from "#services/accounts.server.ts";
import { windowOf } from "#services/conversations.server.ts";
import { readThread } from "#services/thread-view.server.ts";

/** Everything the open conversation shows; null = not in this workspace. */
export async function readConversation(
  member: Member,
  id: string,
  context: AppLoadContext,
): Promise<Omit<OpenConversation, "personWidth"> | null> {
  const rt = context.runtime;
  const conversation = await findConversation(member.workspaceId, id);
  if (!conversation) return null;
  const { workspaceId, memberId } = member;
  const { contactId, accountId } = conversation;
  const [items, contact, owner, members, draft, canned, present, others, fields] =
    await Promise.all([
      readThread(conversation, rt),
      findContact({ workspaceId, contactId }),
      loadAccount(accountId, rt),
      listMembers(workspaceId),
      findDraft(id, memberId),
      listCannedReplies(workspaceId),
      findPresent(id, memberId, rt.now()),
      findConversationsOf(workspaceId, contactId),
      findAttributes(workspaceId),
    ]);
  const limits = owner?.adapter.limits ?? null;
  const window = limits ? windowOf(conversation, limits, rt.now()) : null;
  const needsTemplate = window?.kind === "closed" && window.needsTemplate;
  const { channel } = conversation;
  const [campaign] = await findCampaignsByIds(
    workspaceId,
    conversation.campaignId ? [conversation.campaignId] : [],
  );
  return {
    id,
    items,
    state: conversation.state,
    snoozedUntil: conversation.snoozedUntil,
    assigneeId: conversation.assigneeId,
    unread: conversation.unreadCount,
    isMentioned: conversation.mentionedIds?.includes(memberId) ?? false,
    channel: {
      id: channel,
      label: owner?.adapter.label ?? channel,
      account: owner?.row.name ?? "",
    },
    limits: limits && limitsOf(limits),
    window,
    templates: needsTemplate ? await usableTemplates(workspaceId, channel) : [],
    person: {
      ...personOf(conversation, contact, campaign?.name ?? null),
      attributes: valuesOf(fields, contact),
    },
    others: others
      .filter((row) => row._id !== id)
      .map(({ _id, channel: name, state, lastActivityAt }) => ({
        id: _id,
        channel: name,
        state,
        at: lastActivityAt,
      })),
    members: members
      .filter(({ role }) => may(role, "inbox.reply"))
      .map(({ memberId: colleague, name }) => ({ id: colleague, name })),
    me: { id: memberId, name: member.name },
    canReply: may(member.role, "inbox.reply"),
    draft: draft && { text: draft.text, isNote: draft.isNote },
    canned: canned.map(({ _id, shortcut, text }) => ({ id: _id, shortcut, text })),
    present: present.map(({ memberName, isTyping }) => ({ name: memberName, isTyping })),
  };
}

/** Numbers without their sources: what the composer counts by. */
function limitsOf(limits: ChannelAdapter["limits"]) {
  return {
    textMax: limits.textMax.value,
    captionMax: limits.captionMax?.value ?? null,
    accepts: [...new Set(Object.values(limits.media).flatMap((one) => one?.mimeTypes ?? []))],
    takesFiles: Object.keys(limits.media).length > 0,
  };
}

async function usableTemplates(workspaceId: string, channel: string) {
  const templates = (await listTemplates(workspaceId)).filter((row) => row.archivedAt === null);
  const revisions = await findRevisions(templates.map((row) => row.revisionId));
  const usable = new Set(
    revisions
      .filter((row) =>
        row.variants.some((one) => one.channel === channel && one.content.provider !== null),
      )
      .map((row) => row._id),
  );
  return templates
    .filter((row) => usable.has(row.revisionId))
    .map((row) => ({ id: row._id, name: row.name }));
}

/** What the workspace knows about the person, under the names its members gave. */
function valuesOf(
  fields: Awaited<ReturnType<typeof findAttributes>>,
  contact: Awaited<ReturnType<typeof findContact>>,
): OpenConversation["person"]["attributes"] {
  return fields.flatMap(({ key, label }) => {
    const value = contact?.attributes[key];
    return value === undefined ? [] : [{ label, value }];
  });
}

function personOf(
  conversation: ConversationRow,
  contact: Awaited<ReturnType<typeof findContact>>,
  campaignName: string | null,
) {
  const { channel, contactId, address, campaignId, createdAt } = conversation;
  return {
    id: contactId,
    name: contact?.name || conversation.contactName,
    firstName: contact?.firstName ?? null,
    address,
    identities: (contact?.identities ?? []).map(({ kind, value }) => ({ kind, value })),
    tags: contact?.tags ?? [],
    consents: (contact?.consents ?? [])
      .filter((row) => row.channel === channel)
      .map(({ purpose, state, at }) => ({ purpose, state, at })),
    campaign: campaignId && campaignName ? { id: campaignId, name: campaignName } : null,
    since: createdAt,
  };
}
