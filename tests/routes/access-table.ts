import type { Permission } from "#core/access/roles.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { aCampaign, aList, anAudience, aSegment } from "#tests/factories/audience.ts";
import { aChannelAccount, aConversation } from "#tests/factories/conversation.ts";
import { anImport, aPerson } from "#tests/factories/person.ts";
import { aRevision, aTemplate } from "#tests/factories/template.ts";

/**
 * public: anyone. user: anyone signed in, whatever their role or workspace.
 * A permission: members whose role has it in core/access/roles.ts; the others get 403.
 */
export type Audience = "public" | "user" | Permission;

export interface Access {
  /** Needed when the route has a loader. */
  readonly loader?: Audience;
  /** Needed when the route has an action: what an empty form needs to be looked at. */
  readonly action?: Audience;
  /** Forms of the route that need more than `action`, by the value of their `intent`. */
  readonly intents?: Readonly<Record<string, Permission>>;
  /** Makes a row of this workspace and gives the route's params for it; another workspace gets 404. */
  readonly params?: (workspaceId: string, rt: Runtime) => Promise<Record<string, string>>;
  /** For params that name no row of a workspace, e.g. a token. */
  readonly fixedParams?: Readonly<Record<string, string>>;
  /** Fields of every form posted, where an empty one is refused before the row is looked for. */
  readonly form?: (workspaceId: string) => Readonly<Record<string, string>>;
  /** The route's only answer to a member is 404. */
  readonly answersNotFound?: true;
  /** Query string the loader cannot do without. */
  readonly search?: string;
}

/** Every route by its id. A route that is not here fails tests/routes/access-matrix.test.ts. */
export const accessTable: Readonly<Record<string, Access>> = {
  // Signed out
  "routes/_auth": {},
  "routes/_auth.login": { loader: "public", action: "public" },
  "routes/_auth.setup": { loader: "public", action: "public" },
  "routes/_auth.forgot": { action: "public" },
  "routes/_auth.reset.$token": { action: "public", fixedParams: { token: "none" } },
  "routes/_auth.invitations.$invitationId": {
    loader: "public",
    action: "public",
    fixedParams: { invitationId: "none" },
  },
  "routes/_auth.verify.$token": { action: "public", fixedParams: { token: "none" } },
  "routes/_auth.no-workspace": { loader: "user" },
  "routes/logout": { loader: "public", action: "public" },
  "routes/restored": { loader: "public", action: "workspace.manage" },
  "routes/switch-workspace": {
    loader: "public",
    action: "user",
    form: (workspaceId) => ({ workspaceId }),
  },
  "routes/healthz": { loader: "public" },
  "routes/readyz": { loader: "public" },
  "routes/metrics": { loader: "public" },
  "routes/kitchen-sink": { loader: "public" },

  // The web chat on other people's sites: by visitor token or signed path
  "routes/widget[.]js": { loader: "public" },
  "routes/widget.api.$accountId.session": {
    loader: "public",
    action: "public",
    fixedParams: { accountId: "none" },
  },
  "routes/widget.api.$accountId.messages": {
    loader: "public",
    action: "public",
    fixedParams: { accountId: "none" },
  },
  "routes/widget.api.$accountId.seen": {
    loader: "public",
    action: "public",
    fixedParams: { accountId: "none" },
  },
  "routes/widget.api.$accountId.files.$fileId": {
    loader: "public",
    fixedParams: { accountId: "none", fileId: "none" },
  },

  // Templates
  "routes/_app.templates._index": { loader: "templates.view" },
  "routes/_app.templates.new": { loader: "templates.edit", action: "templates.edit" },
  "routes/_app.templates.$templateId": {
    loader: "templates.view",
    action: "templates.edit",
    params: aTemplate,
  },
  "routes/_app.templates.$templateId_.revisions.$revisionId": {
    loader: "templates.view",
    action: "templates.edit",
    params: aRevision,
  },

  // The shell and home
  "routes/_app": { loader: "workspace.view" },
  "routes/_app._index": { loader: "workspace.view" },
  "routes/_app.demo": {
    loader: "workspace.view",
    action: "demo.run",
    form: () => ({ story: "shop" }),
  },

  // Segments, lists, audiences
  "routes/_app.audiences.count": { action: "contacts.view" },
  "routes/_app.segments._index": { loader: "contacts.view" },
  "routes/_app.segments.$segmentId": {
    loader: "contacts.view",
    action: "audiences.edit",
    params: aSegment,
    form: () => ({ intent: "save", name: "Renamed", filter: '{"type":"and","rules":[]}' }),
  },
  "routes/_app.lists._index": { loader: "contacts.view" },
  "routes/_app.lists.$listId": {
    loader: "contacts.view",
    action: "audiences.edit",
    params: aList,
    form: () => ({ intent: "add", contactId: "con_none" }),
  },
  "routes/_app.audiences._index": { loader: "contacts.view" },
  "routes/_app.audiences.$audienceId": {
    loader: "contacts.view",
    action: "audiences.edit",
    params: anAudience,
    form: () => ({
      name: "Renamed",
      include: '{"segmentIds":[],"listIds":[]}',
      exclude: '{"segmentIds":[],"listIds":[]}',
    }),
  },

  // Campaigns
  "routes/_app.campaigns._index": { loader: "campaigns.view" },
  "routes/_app.campaigns.new": { loader: "campaigns.edit", action: "campaigns.edit" },
  "routes/_app.campaigns.$campaignId": {
    loader: "campaigns.view",
    action: "campaigns.send",
    intents: { pause: "campaigns.send", cancel: "campaigns.send", duplicate: "campaigns.edit" },
    params: aCampaign,
  },
  "routes/_app.campaigns.$campaignId._index": {},
  "routes/_app.campaigns.$campaignId.recipients": {
    loader: "campaigns.view",
    action: "campaigns.send",
    params: aCampaign,
  },
  "routes/_app.campaigns.$campaignId.replies": { loader: "campaigns.view", params: aCampaign },
  "routes/_app.campaigns.$campaignId.reconcile": { loader: "campaigns.view", params: aCampaign },
  "routes/_app.campaigns.$campaignId.settings": { loader: "campaigns.view", params: aCampaign },
  "routes/_app.campaigns.$campaignId_.edit": {
    loader: "campaigns.view",
    action: "campaigns.send",
    intents: { send: "campaigns.send" },
    params: aCampaign,
  },
  "routes/events.campaigns.$campaignId": { loader: "campaigns.view", params: aCampaign },

  // Whatever has no route of its own: a 404 inside the shell.
  "routes/_app.$": { loader: "workspace.view", answersNotFound: true },

  // Settings
  "routes/_app.settings": { loader: "workspace.view" },
  "routes/_app.settings._index": { loader: "workspace.view" },
  "routes/_app.settings.profile": { loader: "workspace.view", action: "workspace.view" },
  "routes/_app.settings.sessions": { loader: "workspace.view", action: "workspace.view" },
  "routes/_app.settings.members": {
    loader: "members.view",
    action: "members.manage",
    intents: { invite: "members.manage", role: "members.manage", remove: "members.manage" },
  },
  "routes/_app.workspaces.new": { loader: "workspace.create", action: "workspace.create" },
  "routes/_app.settings.workspace": { loader: "workspace.view", action: "workspace.manage" },

  // Inbox, channels and what providers call
  "routes/_app.inbox": { loader: "inbox.view" },
  "routes/_app.inbox._index": {},
  "routes/_app.inbox.$conversationId": {
    loader: "inbox.view",
    action: "inbox.view",
    intents: Object.fromEntries(
      ["reply", "note", "assign", "snooze", "close", "reopen", "unread", "draft"]
        .concat("canned-save", "canned-remove")
        .map((intent) => [intent, "inbox.reply"] as const),
    ),
    params: aConversation,
  },
  "routes/_app.channels._index": { loader: "channels.view" },
  "routes/_app.channels.new": { loader: "channels.manage", action: "channels.manage" },
  "routes/_app.channels.$accountId": {
    loader: "channels.view",
    action: "channels.manage",
    intents: { save: "channels.manage", pause: "channels.manage", resume: "channels.manage" },
    params: aChannelAccount,
  },
  "routes/_app.channels.journal": { loader: "journal.view", action: "journal.view" },
  "routes/events.inbox": { loader: "inbox.view" },
  "routes/media.$mediaId": { loader: "public", fixedParams: { mediaId: "none" } },
  "routes/webhooks.$channel": {
    loader: "public",
    action: "public",
    fixedParams: { channel: "none" },
  },
  "routes/webhooks.$channel_.$accountId": {
    loader: "public",
    action: "public",
    fixedParams: { channel: "none", accountId: "none" },
  },

  // People
  "routes/_app.contacts._index": { loader: "contacts.view", action: "contacts.edit" },
  "routes/_app.contacts.new": { loader: "contacts.edit", action: "contacts.edit" },
  "routes/_app.contacts.$contactId": {
    loader: "contacts.view",
    action: "contacts.edit",
    params: aPerson,
  },
  "routes/_app.contacts.$contactId_.edit": {
    loader: "contacts.edit",
    action: "contacts.edit",
    params: aPerson,
  },
  "routes/_app.contacts.import._index": { loader: "contacts.view", action: "contacts.import" },
  "routes/_app.contacts.import.$importId": {
    loader: "contacts.import",
    action: "contacts.import",
    params: anImport,
  },
  "routes/contacts.import.$importId.problems": { loader: "contacts.import", params: anImport },
  "routes/contacts.import.upload": { action: "contacts.import" },
  "routes/_app.contacts.suppressions": { loader: "contacts.view", action: "audiences.edit" },
  "routes/_app.contacts.attributes": { loader: "contacts.view", action: "audiences.edit" },
  "routes/events.imports": { loader: "contacts.view" },
  "routes/preferences.$token": {
    loader: "public",
    action: "public",
    fixedParams: { token: "none" },
  },
  "routes/unsubscribe.$token": {
    loader: "public",
    action: "public",
    fixedParams: { token: "none" },
  },
};
