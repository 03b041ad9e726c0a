import { APIError } from "better-auth/api";
import { grantableRoles, isRole, type Role } from "#core/access/roles.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  findInvitation,
  findMember,
  findMemberById,
  findUserByEmail,
  findUserById,
  listMembers,
  deleteSessions,
  listSessions,
  setUserLocale,
} from "#models/member.server.ts";
import { findWorkspace } from "#models/workspace.server.ts";
import { type AuthRuntime, authFor, readSession } from "./auth.server.ts";
import { sendMail } from "./mailer.server.ts";

/** Who acts: the caller went through the guard, so role and workspace are this request's truth. */
export interface Actor {
  readonly userId: string;
  readonly workspaceId: string;
  readonly role: Role;
  readonly name: string;
  readonly headers: Headers;
}

export type InviteError = "not-allowed" | "already-member" | "refused";

/** Gives the link back too: it works when no mail can be sent. */
export async function inviteMember(
  input: { readonly email: string; readonly role: Role },
  actor: Actor,
  rt: AuthRuntime,
): Promise<Result<{ link: string; isMailed: boolean }, InviteError>> {
  const { role } = input;
  const email = input.email.toLowerCase();
  if (!grantableRoles(actor.role).includes(role)) return err("not-allowed");
  const user = await findUserByEmail(email);
  if (user && (await findMember(actor.workspaceId, user._id))) return err("already-member");
  try {
    const { workspaceId: organizationId, headers } = actor;
    const made = await authFor(rt).api.createInvitation({
      body: { email, role, organizationId, resend: false },
      headers,
    });
    const link = `${rt.publicUrl}/invitations/${made.id}`;
    const workspace = await findWorkspace(organizationId);
    const isMailed = await sendMail(
      {
        ...{ kind: "invitation", to: email, link, inviter: actor.name },
        workspace: workspace?.name ?? "Antiphon",
        // Somebody we know reads their own language, a stranger the workspace's.
        language: user?.locale ?? workspace?.locale,
      },
      rt,
    );
    rt.log.info({ event: "member.invited", workspaceId: organizationId, role }, "member invited");
    return ok({ link, isMailed });
  } catch (error) {
    if (error instanceof APIError) return err("refused", error.message);
    throw error;
  }
}

export async function withdrawInvitation(
  invitationId: string,
  actor: Actor,
  rt: AuthRuntime,
): Promise<Result<null, "not-found">> {
  const row = await findInvitation(invitationId);
  if (row?.organizationId !== actor.workspaceId) return err("not-found");
  await authFor(rt).api.cancelInvitation({ body: { invitationId }, headers: actor.headers });
  return ok(null);
}

export interface OpenInvitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly workspace: string;
  readonly inviter: string;
  /** The invited address already signs in here. */
  readonly hasAccount: boolean;
}

/** What the link's page shows; null when it was used, withdrawn, or is too old. */
export async function readInvitation(
  id: string,
  rt: Pick<AuthRuntime, "now">,
): Promise<OpenInvitation | null> {
  const row = await findInvitation(id);
  if (!row || row.status !== "pending" || row.expiresAt <= rt.now()) return null;
  const [workspace, inviter, account] = await Promise.all([
    findWorkspace(row.organizationId),
    findUserById(row.inviterId),
    findUserByEmail(row.email),
  ]);
  if (!workspace || !isRole(row.role)) return null;
  const { email, role } = row;
  const hasAccount = account !== null;
  return { id, email, role, workspace: workspace.name, inviter: inviter?.name ?? "", hasAccount };
}

/** The signed-in person joins; the invitation must be for their address. */
export async function acceptInvitation(
  id: string,
  headers: Headers,
  rt: AuthRuntime,
): Promise<Result<null, "refused">> {
  try {
    await authFor(rt).api.acceptInvitation({ body: { invitationId: id }, headers });
    rt.log.info({ event: "member.joined" }, "member joined");
    return ok(null);
  } catch (error) {
    if (error instanceof APIError) return err("refused");
    throw error;
  }
}

export interface NewMemberInput {
  readonly invitationId: string;
  readonly name: string;
  readonly password: string;
  readonly headers: Headers;
  readonly language?: string;
}

/** A person without an account makes one for the invited address and joins in one step. */
export async function joinWithNewAccount(
  { invitationId, name, password, headers, language }: NewMemberInput,
  rt: AuthRuntime,
): Promise<Result<{ cookies: Headers }, "gone" | "refused">> {
  const invitation = await readInvitation(invitationId, rt);
  if (!invitation) return err("gone");
  if (invitation.hasAccount) return err("refused");
  const { email } = invitation;
  try {
    const { headers: cookies, response } = await authFor(rt).api.signUpEmail({
      body: { name, email, password },
      headers: new Headers({ "user-agent": headers.get("user-agent") ?? "" }),
      returnHeaders: true,
    });
    if (language !== undefined) await setUserLocale(response.user.id, language);
    const joined = await acceptInvitation(invitationId, cookiesAsRequest(cookies), rt);
    return joined.ok ? ok({ cookies }) : err("refused");
  } catch (error) {
    if (error instanceof APIError) return err("refused");
    throw error;
  }
}

/** The cookies an answer sets, as the next request would carry them. */
function cookiesAsRequest(answer: Headers): Headers {
  const pairs = answer.getSetCookie().map((cookie) => cookie.split(";", 1)[0] ?? "");
  return new Headers({ cookie: pairs.join("; ") });
}

export type RoleError = "not-found" | "not-allowed" | "last-owner";

export async function changeRole(
  input: { readonly memberId: string; readonly role: Role },
  actor: Actor,
  rt: AuthRuntime,
): Promise<Result<null, RoleError>> {
  const checked = await mayChange(input.memberId, actor);
  if (!checked.ok) return checked;
  if (!grantableRoles(actor.role).includes(input.role)) return err("not-allowed");
  const { workspaceId: organizationId, headers } = actor;
  const body = { memberId: input.memberId, role: input.role, organizationId };
  if (input.role !== "owner" && checked.value.isLastOwner) return err("last-owner");
  await authFor(rt).api.updateMemberRole({ body, headers });
  rt.log.info({ event: "member.role-changed", memberId: input.memberId }, "role changed");
  return ok(null);
}

/** The guard reads membership on each request, so it holds from the next click on. */
export async function removeMember(
  memberId: string,
  actor: Actor,
  rt: AuthRuntime,
): Promise<Result<null, RoleError>> {
  const checked = await mayChange(memberId, actor);
  if (!checked.ok) return checked;
  if (checked.value.isLastOwner) return err("last-owner");
  const { workspaceId: organizationId, headers } = actor;
  await authFor(rt).api.removeMember({
    body: { memberIdOrEmail: memberId, organizationId },
    headers,
  });
  rt.log.info({ event: "member.removed", memberId }, "member removed");
  return ok(null);
}

async function mayChange(
  memberId: string,
  actor: Actor,
): Promise<Result<{ isLastOwner: boolean }, "not-found" | "not-allowed">> {
  const row = await findMemberById(actor.workspaceId, memberId);
  if (!row) return err("not-found");
  if (!grantableRoles(actor.role).includes(row.role)) return err("not-allowed");
  if (row.role !== "owner") return ok({ isLastOwner: false });
  const members = await listMembers(actor.workspaceId);
  return ok({ isLastOwner: members.filter(({ role }) => role === "owner").length === 1 });
}

/** Ends one session of the person's own; another person's is not found. */
export async function revokeSession(
  input: { readonly sessionId: string; readonly headers: Headers },
  rt: AuthRuntime,
): Promise<Result<null, "not-found">> {
  const session = await readSession(input.headers, rt);
  if (!session) return err("not-found");
  const rows = await listSessions(session.userId);
  const row = rows.find(({ _id }) => _id === input.sessionId);
  if (!row) return err("not-found");
  await deleteSessions([row._id]);
  return ok(null);
}

export async function revokeOtherSessions(headers: Headers, rt: AuthRuntime): Promise<void> {
  const session = await readSession(headers, rt);
  if (!session) return;
  const others = await listSessions(session.userId);
  await deleteSessions(others.map(({ _id }) => _id).filter((id) => id !== session.sessionId));
}

/** The language mail about the account is written in. */
export async function chooseLanguage(userId: string, language: string): Promise<void> {
  await setUserLocale(userId, language);
}

export async function renameUser(name: string, headers: Headers, rt: AuthRuntime): Promise<void> {
  await authFor(rt).api.updateUser({ body: { name }, headers });
}
