import { type AppLoadContext, redirect } from "@remix-run/node";
import { paths } from "#app/lib/paths.ts";
import { isBackground } from "#app/http/preferences.server.ts";
import { isRole, may, type Permission, type Role } from "#core/access/roles.ts";
import { findMember, listMemberships } from "#models/member.server.ts";
import { findWorkspace, type WorkspaceRow } from "#models/workspace.server.ts";
import { readSession, type SignedIn } from "#services/auth.server.ts";

/** Who asks, and for which workspace. Everything a loader or action reads or writes is scoped by it. */
export interface Member {
  readonly memberId: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly role: Role;
  readonly workspace: WorkspaceRow;
  readonly name: string;
  readonly email: string;
  readonly isEmailVerified: boolean;
  readonly sessionId: string;
}

const known = new WeakMap<AppLoadContext, Map<string, Promise<SignedIn | null>>>();

/** One read per page, however many loaders it has: the load context lives as long as the request. */
export function currentSession(
  request: Request,
  context: AppLoadContext,
): Promise<SignedIn | null> {
  const cookie = request.headers.get("cookie") ?? "";
  const byCookie = known.get(context) ?? new Map<string, Promise<SignedIn | null>>();
  known.set(context, byCookie);
  const use = isBackground(request) ? "background" : "seen";
  const found = byCookie.get(cookie) ?? readSession(request.headers, context.runtime, use);
  byCookie.set(cookie, found);
  return found;
}

/** The signed-in person, member of a workspace or not; else off to the sign-in page and back. */
export async function requireUser(request: Request, context: AppLoadContext): Promise<SignedIn> {
  const session = await currentSession(request, context);
  if (session) return session;
  const { pathname, search } = new URL(request.url);
  const here = `${pathname}${search}`.replace(/\.data(?=\?|$)/, "");
  const to = here === "/" || here === "/_root" ? "" : `?to=${encodeURIComponent(here)}`;
  throw redirect(`${paths.signIn}${to}`);
}

/**
 * Every loader and action of a signed-in page starts here. Role and membership are read on each
 * request: a demotion holds from the next click.
 */
export async function requireMember(request: Request, context: AppLoadContext): Promise<Member> {
  const session = await requireUser(request, context);
  const { userId, name, email, isEmailVerified, sessionId } = session;
  const row = await membershipOf(session);
  const workspace = row ? await findWorkspace(row.organizationId) : null;
  if (!row || !workspace || !isRole(row.role)) throw redirect(paths.noWorkspace);
  const { _id: memberId, role } = row;
  const person = { userId, name, email, isEmailVerified, sessionId };
  return { ...person, memberId, workspaceId: workspace._id, role, workspace };
}

async function membershipOf({ userId, workspaceId }: SignedIn) {
  const chosen = workspaceId === null ? null : await findMember(workspaceId, userId);
  if (chosen) return chosen;
  // Taken out of the chosen workspace meanwhile: the oldest of the others.
  const [oldest] = await listMemberships(userId);
  return oldest ?? null;
}

/** `requireMember`, and the member's role allows it; else 403. */
export async function requireRole(
  request: Request,
  context: AppLoadContext,
  permission: Permission,
): Promise<Member> {
  const member = await requireMember(request, context);
  if (!may(member.role, permission)) throw new Response("Forbidden", { status: 403 });
  return member;
}

/** What is not in the member's workspace does not exist: the same 404 for absent and foreign. */
export function notFound(): Response {
  return new Response("Not found", { status: 404 });
}
