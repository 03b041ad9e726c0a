import { APIError } from "better-auth/api";
import { demoMembers } from "#core/access/demo-members.ts";
import { err, ok, type Result } from "#core/result.ts";
import {
  findUserByEmail,
  hasAnyUser,
  listMemberships,
  setUserLocale,
} from "#models/member.server.ts";
import { type AuthRuntime, authFor, readSession } from "./auth.server.ts";
import { accountLimit, networkLimit, resetLimit, sharedLimiter } from "./rate-limits.server.ts";

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** Where the try comes from; counted, never stored in clear. */
  readonly clientAddress: string;
  readonly headers: Headers;
  /** What the sign-in page was read in: mail about the account speaks it from now on. */
  readonly language?: string;
}

/** `cookies` are the Set-Cookie headers of the answer. */
export interface SignedInAnswer {
  readonly cookies: Headers;
}

export type SignInError = "wrong" | "locked";

/**
 * Each try is counted before its password is looked at, so that guesses sent all at once are five as
 * well; a right one takes the count back. A locked account answers "locked" to a right password too,
 * so that trying on tells nothing; an unknown address counts and locks like a known one, so that it
 * cannot be told apart.
 */
export async function signIn(
  { email, password, clientAddress, headers, language }: SignInInput,
  rt: AuthRuntime,
): Promise<Result<SignedInAnswer, SignInError>> {
  const account = rt.vault.sign("limits", email.toLowerCase());
  const network = rt.vault.sign("limits", clientAddress);
  const perAccount = sharedLimiter(accountLimit);
  const perNetwork = sharedLimiter(networkLimit);
  const networkWait = await perNetwork.waitFor(network);
  const wait = networkWait > 0 ? networkWait : await perAccount.take(account);
  if (wait > 0) return err("locked", String(wait));
  const answer = await trySignIn({ email, password, headers, language }, rt);
  if (answer) {
    await perAccount.forgive(account);
    rt.log.info({ event: "member.signed-in" }, "member signed in");
    return ok({ cookies: answer });
  }
  const lock = await perNetwork.take(network);
  rt.log.warn({ event: "member.sign-in-refused", account }, "sign-in refused");
  return lock > 0 ? err("locked", String(lock)) : err("wrong");
}

async function trySignIn(
  {
    email,
    password,
    headers,
    language,
  }: Pick<SignInInput, "email" | "password" | "headers"> & { language: string | undefined },
  rt: AuthRuntime,
): Promise<Headers | null> {
  const auth = authFor(rt);
  try {
    const { headers: cookies, response } = await auth.api.signInEmail({
      body: { email, password },
      headers: withoutCookie(headers),
      returnHeaders: true,
    });
    await chooseFirstWorkspace(response.user.id, response.token, rt);
    if (language !== undefined) await setUserLocale(response.user.id, language);
    return cookies;
  } catch (error) {
    if (error instanceof APIError) return null;
    throw error;
  }
}

/** A session starts in the oldest workspace of its member. */
async function chooseFirstWorkspace(userId: string, token: string, rt: AuthRuntime): Promise<void> {
  const [first] = await listMemberships(userId);
  if (!first) return;
  await lookAt(first.organizationId, token, rt);
}

/** Old cookies must not travel along: a sign-in always makes a new session. */
function withoutCookie(headers: Headers): Headers {
  const copy = new Headers(headers);
  copy.delete("cookie");
  return copy;
}

export async function signOut(headers: Headers, rt: AuthRuntime): Promise<Headers> {
  const { headers: cookies } = await authFor(rt).api.signOut({ headers, returnHeaders: true });
  return cookies;
}

/** Always answers the same: whether the address is known is nobody's business. */
export async function requestPasswordReset(
  input: { readonly email: string; readonly clientAddress: string },
  rt: AuthRuntime,
): Promise<Result<null, "locked">> {
  const limiter = sharedLimiter(resetLimit);
  const keys = [input.email.toLowerCase(), input.clientAddress];
  const waits = await Promise.all(keys.map((key) => limiter.take(rt.vault.sign("limits", key))));
  const wait = Math.max(...waits);
  if (wait > 0) return err("locked", String(wait));
  await authFor(rt).api.requestPasswordReset({ body: { email: input.email } });
  return ok(null);
}

/** Ends every session of the account; the link works once. */
export async function resetPassword(
  input: { readonly token: string; readonly password: string },
  rt: AuthRuntime,
): Promise<Result<null, "bad-link">> {
  try {
    const { token, password } = input;
    await authFor(rt).api.resetPassword({ body: { token, newPassword: password } });
    return ok(null);
  } catch (error) {
    if (error instanceof APIError) return err("bad-link");
    throw error;
  }
}

/** Mails the signed-in person a link that proves the address; nothing where it is proven. */
export async function requestVerification(
  headers: Headers,
  rt: AuthRuntime,
): Promise<Result<null, "not-signed-in" | "locked">> {
  const session = await readSession(headers, rt);
  if (!session) return err("not-signed-in");
  if (session.isEmailVerified) return ok(null);
  const wait = await sharedLimiter(resetLimit).take(rt.vault.sign("limits", session.email));
  if (wait > 0) return err("locked", String(wait));
  await authFor(rt).api.sendVerificationEmail({ body: { email: session.email } });
  return ok(null);
}

/** The link's token is signed and names the address: whoever holds it reads that mailbox. */
export async function confirmAddress(
  token: string,
  rt: AuthRuntime,
): Promise<Result<null, "bad-link">> {
  try {
    await authFor(rt).api.verifyEmail({ query: { token } });
    return ok(null);
  } catch (error) {
    if (error instanceof APIError) return err("bad-link");
    throw error;
  }
}

/** Ends the other sessions too. */
export async function changePassword(
  input: { readonly current: string; readonly next: string; readonly headers: Headers },
  rt: AuthRuntime,
): Promise<Result<SignedInAnswer, "wrong">> {
  try {
    const { headers: cookies } = await authFor(rt).api.changePassword({
      body: { currentPassword: input.current, newPassword: input.next, revokeOtherSessions: true },
      headers: input.headers,
      returnHeaders: true,
    });
    return ok({ cookies });
  } catch (error) {
    if (error instanceof APIError) return err("wrong");
    throw error;
  }
}

/** Printed by the first start; opens /setup as long as nobody signed up. */
export function firstRunToken(rt: Pick<AuthRuntime, "vault">): string {
  return rt.vault.sign("first-run", "owner").slice(0, 24);
}

export async function isFirstRun(): Promise<boolean> {
  return !(await hasAnyUser());
}

/** The demo was loaded: its accounts may be offered. */
export async function hasDemoMembers(): Promise<boolean> {
  const [first] = demoMembers;
  return first !== undefined && (await findUserByEmail(first.email)) !== null;
}

export interface FirstOwnerInput {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly workspace: WorkspaceInput;
  readonly headers: Headers;
}

export interface WorkspaceInput {
  readonly name: string;
  readonly zone: string;
  readonly locale: string;
  readonly country: string;
}

/** The first person of an install becomes owner of its first workspace; works once. */
export async function createFirstOwner(
  input: FirstOwnerInput,
  rt: AuthRuntime,
): Promise<Result<SignedInAnswer, "closed" | "bad-token" | "refused">> {
  if (!(await isFirstRun())) return err("closed");
  if (input.token !== firstRunToken(rt)) return err("bad-token");
  const { name, email, password } = input;
  try {
    const { headers: cookies, response } = await authFor(rt).api.signUpEmail({
      body: { name, email, password },
      headers: withoutCookie(input.headers),
      returnHeaders: true,
    });
    await setUserLocale(response.user.id, input.workspace.locale);
    await createWorkspace({ ...input.workspace, userId: response.user.id }, rt);
    if (response.token) await chooseFirstWorkspace(response.user.id, response.token, rt);
    return ok({ cookies });
  } catch (error) {
    if (error instanceof APIError) return err("refused");
    throw error;
  }
}

/** The creator becomes its owner. */
export async function createWorkspace(
  input: WorkspaceInput & { readonly userId: string },
  rt: AuthRuntime,
): Promise<string> {
  const slug = rt.newId("workspace").toLowerCase();
  const made = await authFor(rt).api.createOrganization({ body: { ...input, slug } });
  rt.log.info({ event: "workspace.created", workspaceId: made.id }, "workspace created");
  return made.id;
}

/** A further workspace of a member's: they own it, and their session looks at it from now on. */
export async function openWorkspace(
  input: WorkspaceInput & { readonly headers: Headers },
  rt: AuthRuntime,
): Promise<Result<{ workspaceId: string }, "not-signed-in">> {
  const { headers, ...workspace } = input;
  const session = await readSession(headers, rt);
  if (!session) return err("not-signed-in");
  const workspaceId = await createWorkspace({ ...workspace, userId: session.userId }, rt);
  await lookAt(workspaceId, session.token, rt);
  return ok({ workspaceId });
}

async function lookAt(workspaceId: string, token: string, rt: AuthRuntime): Promise<void> {
  const context = await authFor(rt).$context;
  await context.internalAdapter.updateSession(token, { activeOrganizationId: workspaceId });
}

/** Looks at another workspace of the same member from now on. */
export async function switchWorkspace(
  input: { readonly workspaceId: string; readonly headers: Headers },
  rt: AuthRuntime,
): Promise<Result<null, "not-a-member">> {
  const session = await readSession(input.headers, rt);
  if (!session) return err("not-a-member");
  const memberships = await listMemberships(session.userId);
  const isMember = memberships.some((row) => row.organizationId === input.workspaceId);
  if (!isMember) return err("not-a-member");
  await lookAt(input.workspaceId, session.token, rt);
  return ok(null);
}
