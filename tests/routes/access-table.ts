import type { Permission } from "#core/access/roles.ts";
import type { Runtime } from "#services/runtime.server.ts";

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
  "routes/_auth.no-workspace": { loader: "user" },
  "routes/logout": { loader: "public", action: "public" },
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

  // The shell and home
  "routes/_app": { loader: "workspace.view" },
  "routes/_app._index": { loader: "workspace.view" },

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
  "routes/_app.settings.workspace": { loader: "workspace.view", action: "workspace.manage" },
};
