/** Every address of the app in one place: a renamed route is one edit, a dead link a type error. */
export const paths = {
  home: "/",
  signIn: "/login",
  signOut: "/logout",
  forgot: "/forgot",
  setup: "/setup",
  invitation: (id: string) => `/invitations/${id}`,
  campaigns: "/campaigns",
  newCampaign: "/campaigns/new",
  campaign: (id: string) => `/campaigns/${id}`,
  campaignRecipients: (id: string) => `/campaigns/${id}/recipients`,
  campaignReplies: (id: string) => `/campaigns/${id}/replies`,
  campaignReconcile: (id: string) => `/campaigns/${id}/reconcile`,
  campaignSettings: (id: string) => `/campaigns/${id}/settings`,
  campaignEdit: (id: string, step = "goal") => `/campaigns/${id}/edit?step=${step}`,
  campaignStream: (id: string) => `/events/campaigns/${id}`,
  contacts: "/contacts",
  contact: (id: string) => `/contacts/${id}`,
  newContact: "/contacts/new",
  editContact: (id: string) => `/contacts/${id}/edit`,
  imports: "/contacts/import",
  importUpload: "/contacts/import/upload",
  import: (id: string) => `/contacts/import/${id}`,
  importProblems: (id: string) => `/contacts/import/${id}/problems`,
  suppressions: "/contacts/suppressions",
  attributes: "/contacts/attributes",
  audiences: "/audiences",
  audience: (id: string) => `/audiences/${id}`,
  audienceCount: "/audiences/count",
  segments: "/segments",
  segment: (id: string) => `/segments/${id}`,
  lists: "/lists",
  list: (id: string) => `/lists/${id}`,
  templates: "/templates",
  newTemplate: "/templates/new",
  template: (id: string) => `/templates/${id}`,
  templateRevision: (id: string, revisionId: string) => `/templates/${id}/revisions/${revisionId}`,
  inbox: "/inbox",
  conversation: (id: string) => `/inbox/${id}`,
  channels: "/channels",
  channel: (id: string) => `/channels/${id}`,
  newChannel: "/channels/new",
  channelJournal: "/channels/journal",
  inboxStream: "/events/inbox",
  media: (id: string) => `/media/${id}`,
  mediaOriginal: (id: string) => `/media/${id}?original`,
  demo: "/demo",
  restored: "/restored",
  noWorkspace: "/no-workspace",
  newWorkspace: "/workspaces/new",
  switchWorkspace: "/switch-workspace",
  settings: "/settings",
  settingsProfile: "/settings/profile",
  settingsSessions: "/settings/sessions",
  settingsMembers: "/settings/members",
  settingsWorkspace: "/settings/workspace",
} as const;

/**
 * Where to go after signing in: only a path on this site. A second slash or a backslash would name
 * another host, and control characters are dropped by browsers before they look.
 */
export function safeRedirect(to: string | null | undefined, fallback: string = paths.home): string {
  if (!to || !to.startsWith("/") || /[\\\p{Cc}]/u.test(to)) return fallback;
  const base = "http://antiphon.invalid";
  if (!URL.canParse(to, base)) return fallback;
  const url = new URL(to, base);
  const path = url.pathname + url.search + url.hash;
  return url.origin === base && !path.startsWith("//") ? path : fallback;
}
