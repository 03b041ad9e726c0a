import { type Role, roles } from "#core/access/roles.ts";
import { type AuthRuntime, authFor } from "#services/auth.server.ts";
import { createWorkspace, signIn } from "#services/sign-in.server.ts";

export const testPassword = "a phrase long enough";

export interface TestMember {
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  /** Value of a request's Cookie header. */
  readonly cookie: string;
}

export interface StaffedWorkspace {
  readonly workspaceId: string;
  readonly members: Readonly<Record<Role, TestMember>>;
}

let made = 0;

/** A workspace with one signed-in member of each role. */
export async function aStaffedWorkspace(rt: AuthRuntime): Promise<StaffedWorkspace> {
  made += 1;
  const name = `workspace-${made}`;
  const owner = await aUser(`owner@${name}.example`, rt);
  const settings = { zone: "Europe/Amsterdam", locale: "en", country: "NL" };
  const workspaceId = await createWorkspace({ name, ...settings, userId: owner }, rt);
  const members: Partial<Record<Role, TestMember>> = {};
  for (const role of roles) {
    const email = `${role}@${name}.example`;
    const userId = role === "owner" ? owner : await aUser(email, rt);
    if (role !== "owner") {
      await authFor(rt).api.addMember({
        body: { userId, role, organizationId: workspaceId },
      });
    }
    members[role] = { userId, email, role, cookie: await cookieOf(email, rt) };
  }
  return { workspaceId, members: members as Record<Role, TestMember> };
}

export async function aUser(email: string, rt: AuthRuntime): Promise<string> {
  const { user } = await authFor(rt).api.signUpEmail({
    body: { name: email.split("@")[0] ?? email, email, password: testPassword },
  });
  return user.id;
}

export async function cookieOf(email: string, rt: AuthRuntime): Promise<string> {
  const input = { email, password: testPassword, clientAddress: email, headers: new Headers() };
  const answer = await signIn(input, rt);
  if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.error}`);
  return asCookie(answer.value.cookies);
}

/** What a browser would send back after this answer. */
export function asCookie(answer: Headers): string {
  return answer
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0] ?? "")
    .join("; ");
}
