// Without the SQL adapters it would bring along: every process that signs people in loads it.
import type { BetterAuthOptions } from "better-auth";
import { betterAuth } from "better-auth/minimal";
import { mongodbAdapter } from "better-auth/adapters/mongodb";
import { createAccessControl } from "better-auth/plugins/access";
import { organization } from "better-auth/plugins/organization";
import {
  adminAc,
  defaultStatements,
  memberAc,
  ownerAc,
} from "better-auth/plugins/organization/access";
import { nanoid } from "nanoid";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { currentClient, currentDatabase } from "#models/connection.server.ts";
import { touchSession } from "#models/member.server.ts";
import { sendMail } from "./mailer.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { withHashedSessionTokens } from "./session-tokens.server.ts";

/** Long enough to resist guessing; length beats character classes. */
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;
const INVITATION_DAYS = 7;
/** A session's last use is written at most this often: one small write, not one per request. */
const TOUCH_EVERY_MS = 5 * MINUTE_MS;

export type AuthRuntime = Pick<
  Runtime,
  "config" | "log" | "newId" | "now" | "publicUrl" | "smtp" | "vault"
>;
export type Auth = ReturnType<typeof createAuth>;

const auths = new WeakMap<object, Auth>();

/** One per runtime. Its HTTP handler is mounted nowhere: routes call it through our services only. */
export function authFor(rt: AuthRuntime): Auth {
  const known = auths.get(rt.vault);
  if (known) return known;
  const made = createAuth(rt);
  auths.set(rt.vault, made);
  return made;
}

function openAdapter(options: BetterAuthOptions) {
  return mongodbAdapter(currentDatabase(), { client: currentClient(), transaction: false })(
    options,
  );
}

function createAuth(rt: AuthRuntime) {
  return betterAuth({
    appName: "Antiphon",
    baseURL: rt.publicUrl,
    secret: rt.vault.sign("auth", "session"),
    database: (options: BetterAuthOptions) =>
      withHashedSessionTokens(openAdapter(options), (token) => rt.vault.sign("sessions", token)),
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (level, message) => rt.log[level]({ event: "auth.said" }, message),
    },
    // Sign-in is limited per account and per network by services/sign-in, shared by all processes.
    rateLimit: { enabled: false },
    user: { modelName: "users", additionalFields: { locale: { type: "string", required: false } } },
    account: { modelName: "credentials" },
    verification: { modelName: "verifications", storeIdentifier: "hashed" },
    session: {
      modelName: "sessions",
      expiresIn: (rt.config.SESSION_DAYS * DAY_MS) / SECOND_MS,
      disableSessionRefresh: true,
      additionalFields: { lastSeenAt: { type: "date", required: false, input: false } },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
      autoSignIn: true,
      resetPasswordTokenExpiresIn: HOUR_MS / SECOND_MS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) =>
        sendLink("reset", user, `${rt.publicUrl}/reset/${token}`, rt),
    },
    emailVerification: {
      expiresIn: DAY_MS / SECOND_MS,
      sendVerificationEmail: ({ user, token }) =>
        sendLink("verification", user, `${rt.publicUrl}/verify/${token}`, rt),
    },
    advanced: {
      database: { generateId: ({ model }) => newRowId(model, rt) },
      ...cookieOptions(rt.publicUrl),
    },
    plugins: [organization(workspaceOptions)],
  });
}

const access = createAccessControl(defaultStatements);
const plain = access.newRole(memberAc.statements);

/** better-auth's own second check behind our table in core/access/roles.ts. */
const workspaceOptions = {
  ac: access,
  roles: {
    owner: access.newRole(ownerAc.statements),
    admin: access.newRole(adminAc.statements),
    marketer: plain,
    editor: plain,
    agent: plain,
    viewer: plain,
  },
  creatorRole: "owner",
  disableOrganizationDeletion: true,
  invitationExpiresIn: (INVITATION_DAYS * DAY_MS) / SECOND_MS,
  cancelPendingInvitationsOnReInvite: true,
  // The link is the proof: its id is 128 random bits and only the inviter and the mail know it.
  requireEmailVerificationOnInvitation: false,
  schema: {
    organization: {
      modelName: "workspaces",
      additionalFields: {
        zone: { type: "string", required: false, input: true },
        locale: { type: "string", required: false, input: true },
        country: { type: "string", required: false, input: true },
        isDemo: { type: "boolean", required: false, input: false },
      },
    },
    member: { modelName: "members" },
    invitation: { modelName: "invitations" },
  },
} as const;

/** Ids that open something (a session, a link) are random; the others are sortable. */
function newRowId(model: string, rt: Pick<Runtime, "newId">): string {
  if (model === "organization" || model === "workspaces") return rt.newId("workspace");
  if (model === "user" || model === "users") return rt.newId("user");
  if (model === "member" || model === "members") return rt.newId("member");
  if (model === "invitation" || model === "invitations") return `inv_${nanoid(24)}`;
  return `ses_${nanoid(24)}`;
}

/** `__Host-` binds the cookie to this very host over https; browsers refuse it on plain http. */
function cookieOptions(publicUrl: string) {
  const isSecure = publicUrl.startsWith("https:");
  const attributes = { httpOnly: true, sameSite: "lax", secure: isSecure, path: "/" } as const;
  const name = isSecure ? "__Host-antiphon_session" : "antiphon_session";
  return {
    useSecureCookies: false,
    cookiePrefix: "antiphon",
    defaultCookieAttributes: attributes,
    cookies: { session_token: { name, attributes } },
  };
}

async function sendLink(
  kind: "reset" | "verification",
  user: { readonly email: string; readonly locale?: unknown },
  link: string,
  rt: AuthRuntime,
): Promise<void> {
  const language = typeof user.locale === "string" ? user.locale : null;
  await sendMail({ to: user.email, kind, link, language }, rt);
}

export interface SignedIn {
  readonly sessionId: string;
  readonly token: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  /** The workspace this session looks at; null before the first choice. */
  readonly workspaceId: string | null;
}

/**
 * Reads the session row on each request: revoking one takes effect at once. One that nobody used for
 * SESSION_IDLE_HOURS is ended here, so a forgotten screen is worth nothing the next morning.
 */
export async function readSession(
  headers: Headers,
  rt: AuthRuntime,
  use: "seen" | "background" = "seen",
): Promise<SignedIn | null> {
  if (!headers.get("cookie")) return null;
  const found = await authFor(rt).api.getSession({ headers });
  if (!found) return null;
  const { session, user } = found;
  const now = rt.now();
  if (isIdle(session, now, rt.config)) {
    const context = await authFor(rt).$context;
    await context.internalAdapter.deleteSession(session.token);
    rt.log.info({ event: "session.idled-out" }, "session ended after idle time");
    return null;
  }
  const unseenMs = now.getTime() - (session.lastSeenAt?.getTime() ?? 0);
  if (use === "seen" && unseenMs >= TOUCH_EVERY_MS) await touchSession(session.id, now);
  return {
    sessionId: session.id,
    token: session.token,
    userId: user.id,
    name: user.name,
    email: user.email,
    isEmailVerified: user.emailVerified,
    workspaceId: session.activeOrganizationId ?? null,
  };
}

export interface SessionAge {
  readonly createdAt: Date;
  readonly lastSeenAt?: Date | null | undefined;
}

export function isIdle(
  { createdAt, lastSeenAt }: SessionAge,
  now: Date,
  { SESSION_IDLE_HOURS }: Pick<AuthRuntime["config"], "SESSION_IDLE_HOURS">,
): boolean {
  const since = lastSeenAt ?? createdAt;
  return now.getTime() - since.getTime() > SESSION_IDLE_HOURS * HOUR_MS;
}
