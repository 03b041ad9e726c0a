import { beforeAll, expect, test } from "vitest";
import { HOUR_MS, MINUTE_MS } from "#core/duration.ts";
import { findMember, listPendingInvitations, listSessions } from "#models/member.server.ts";
import {
  aStaffedWorkspace,
  asCookie,
  cookieOf,
  type StaffedWorkspace,
  testPassword,
} from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime, type TestRuntime } from "#tests/setup/runtime.ts";
import { readSession } from "./auth.server.ts";
import {
  type Actor,
  changeRole,
  inviteMember,
  joinWithNewAccount,
  removeMember,
  revokeSession,
} from "./members.server.ts";
import {
  confirmAddress,
  createFirstOwner,
  firstRunToken,
  openWorkspace,
  requestPasswordReset,
  requestVerification,
  resetPassword,
  signIn,
  signOut,
  switchWorkspace,
} from "./sign-in.server.ts";

useTestDatabase();
let rt: TestRuntime;
let shop: StaffedWorkspace;
let airline: StaffedWorkspace;

const withCookie = (cookie: string) => new Headers({ cookie });
const tryIn = (email: string, password: string, clientAddress = email) =>
  signIn({ email, password, clientAddress, headers: new Headers() }, rt);

function ownerOf(workspace: StaffedWorkspace): Actor {
  const { userId, cookie } = workspace.members.owner;
  const headers = withCookie(cookie);
  return { userId, workspaceId: workspace.workspaceId, role: "owner", name: "Olivia", headers };
}

const first = {
  name: "Olivia",
  email: "olivia@first.example",
  password: testPassword,
  workspace: { name: "First", zone: "Europe/Amsterdam", locale: "en", country: "NL" },
  headers: new Headers(),
};

beforeAll(async () => {
  rt = testRuntime({ env: { SMTP_URL: "smtp://mail.test:587" } });
  const refused = await createFirstOwner({ ...first, token: "guessed" }, rt);
  expect(refused).toEqual({ ok: false, error: "bad-token" });
  const made = await createFirstOwner({ ...first, token: firstRunToken(rt) }, rt);
  expect(made.ok).toBe(true);
  shop = await aStaffedWorkspace(rt);
  airline = await aStaffedWorkspace(rt);
}, 60_000);

test("set-up works once: the printed address opens nothing afterwards", async () => {
  const again = { ...first, email: "second@first.example", token: firstRunToken(rt) };
  expect(await createFirstOwner(again, rt)).toEqual({ ok: false, error: "closed" });
});

test("five wrong passwords lock the account, for the right password too", async () => {
  const { email } = shop.members.viewer;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(await tryIn(email, "not the password")).toMatchObject({ ok: false, error: "wrong" });
  }
  expect(await tryIn(email, testPassword)).toMatchObject({ ok: false, error: "locked" });
  expect(await tryIn(email, testPassword, "another network")).toMatchObject({ error: "locked" });
});

test("signing out ends the session on the server, so its cookie is worth nothing", async () => {
  const cookie = await cookieOf(shop.members.agent.email, rt);
  expect(await readSession(withCookie(cookie), rt)).not.toBeNull();
  await signOut(withCookie(cookie), rt);
  expect(await readSession(withCookie(cookie), rt)).toBeNull();
});

test("a reset link works once and signs out every device", async () => {
  const { email, cookie } = shop.members.editor;
  const asked = await requestPasswordReset({ email, clientAddress: "reset" }, rt);
  expect(asked.ok).toBe(true);
  await expect.poll(() => rt.mails.at(-1)?.to).toBe(email);
  const token = /\/reset\/(\S+)/.exec(rt.mails.at(-1)?.text ?? "")?.[1] ?? "";
  const password = "another phrase entirely";
  expect(await resetPassword({ token, password }, rt)).toEqual({ ok: true, value: null });
  expect(await readSession(withCookie(cookie), rt)).toBeNull();
  expect((await tryIn(email, password)).ok).toBe(true);
  expect(await resetPassword({ token, password }, rt)).toEqual({ ok: false, error: "bad-link" });
});

test("an unknown address gets the same answer and no mail", async () => {
  const before = rt.mails.length;
  const asked = await requestPasswordReset({ email: "nobody@x.example", clientAddress: "x" }, rt);
  expect(asked.ok).toBe(true);
  expect(rt.mails.length).toBe(before);
});

test("an invited person makes an account and joins with the role, once", async () => {
  const invited = await inviteMember(
    { email: "New@Shop.example", role: "agent" },
    ownerOf(shop),
    rt,
  );
  if (!invited.ok) throw new Error(invited.error);
  const invitationId = invited.value.link.split("/").at(-1) ?? "";
  const person = { invitationId, name: "Noor", password: testPassword, headers: new Headers() };
  const joined = await joinWithNewAccount(person, rt);
  if (!joined.ok) throw new Error(joined.error);
  const session = await readSession(withCookie(asCookie(joined.value.cookies)), rt);
  expect(session?.workspaceId).toBe(shop.workspaceId);
  expect(await findMember(shop.workspaceId, session?.userId ?? "")).toMatchObject({
    role: "agent",
  });
  expect(await joinWithNewAccount(person, rt)).toEqual({ ok: false, error: "gone" });
  expect(await listPendingInvitations(shop.workspaceId)).toEqual([]);
});

test("an admin hands out no more than they hold, and the last owner stays", async () => {
  const { userId, cookie } = shop.members.admin;
  const admin: Actor = { ...ownerOf(shop), userId, role: "admin", headers: withCookie(cookie) };
  const invite = await inviteMember({ email: "boss@shop.example", role: "owner" }, admin, rt);
  expect(invite).toMatchObject({ ok: false, error: "not-allowed" });
  const owner = await findMember(shop.workspaceId, shop.members.owner.userId);
  const memberId = owner?._id ?? "";
  expect(await changeRole({ memberId, role: "viewer" }, admin, rt)).toMatchObject({
    error: "not-allowed",
  });
  expect(await removeMember(memberId, ownerOf(shop), rt)).toMatchObject({ error: "last-owner" });
});

test("mail about the account is in the language its reader last signed in with", async () => {
  const { email } = airline.members.editor;
  const input = { email, password: testPassword, clientAddress: email, headers: new Headers() };
  expect((await signIn({ ...input, language: "nl" }, rt)).ok).toBe(true);
  await requestPasswordReset({ email, clientAddress: "dutch" }, rt);
  await expect.poll(() => rt.mails.at(-1)?.to).toBe(email);
  expect(rt.mails.at(-1)?.subject).toBe("Kies een nieuw wachtwoord voor Antiphon");
  const invited = await inviteMember({ email, role: "viewer" }, ownerOf(shop), rt);
  expect(invited.ok).toBe(true);
  expect(rt.mails.at(-1)?.subject).toMatch(/^Olivia nodigt je uit voor workspace-\d+ op Antiphon$/);
});

test("a stranger is invited in the language of the workspace", async () => {
  const settings = { name: "Werf", zone: "Europe/Amsterdam", locale: "nl", country: "NL" };
  const headers = withCookie(airline.members.admin.cookie);
  const opened = await openWorkspace({ ...settings, headers }, rt);
  if (!opened.ok) throw new Error(opened.error);
  const actor: Actor = { ...ownerOf(airline), workspaceId: opened.value.workspaceId, headers };
  await inviteMember({ email: "nieuw@werf.example", role: "agent" }, actor, rt);
  expect(rt.mails.at(-1)).toMatchObject({
    to: "nieuw@werf.example",
    subject: "Olivia nodigt je uit voor Werf op Antiphon",
  });
});

test("a second workspace is its maker's to own, and the session looks at it at once", async () => {
  const { cookie, userId } = shop.members.admin;
  const headers = withCookie(cookie);
  const settings = { name: "Second", zone: "Europe/London", locale: "en", country: "GB" };
  const opened = await openWorkspace({ ...settings, headers }, rt);
  if (!opened.ok) throw new Error(opened.error);
  const { workspaceId } = opened.value;
  expect(await readSession(headers, rt)).toMatchObject({ workspaceId });
  expect(await findMember(workspaceId, userId)).toMatchObject({ role: "owner" });
  expect(await findMember(shop.workspaceId, userId)).toMatchObject({ role: "admin" });
  await switchWorkspace({ workspaceId: shop.workspaceId, headers }, rt);
  expect(await readSession(headers, rt)).toMatchObject({ workspaceId: shop.workspaceId });
});

test("the link in a confirmation mail proves the address, a changed one does not", async () => {
  const { email, cookie } = airline.members.marketer;
  const headers = withCookie(cookie);
  expect(await readSession(headers, rt)).toMatchObject({ isEmailVerified: false });
  expect((await requestVerification(headers, rt)).ok).toBe(true);
  await expect.poll(() => rt.mails.at(-1)?.to).toBe(email);
  expect(rt.mails.at(-1)?.subject).toBe("Confirm your address for Antiphon");
  const token = /\/verify\/(\S+)/.exec(rt.mails.at(-1)?.text ?? "")?.[1] ?? "";
  const forged = `${token.slice(0, -3)}AAA`;
  expect(await confirmAddress(forged, rt)).toEqual({ ok: false, error: "bad-link" });
  expect(await readSession(headers, rt)).toMatchObject({ isEmailVerified: false });
  expect(await confirmAddress(token, rt)).toEqual({ ok: true, value: null });
  expect(await readSession(headers, rt)).toMatchObject({ isEmailVerified: true });
});

test("a session nobody uses ends; a page refreshing itself is no use of it", async () => {
  const late = testRuntime({ now: new Date().toISOString() });
  const headers = withCookie(await cookieOf(airline.members.viewer.email, late));
  expect(await readSession(headers, late)).not.toBeNull();
  late.clock.advance(11 * HOUR_MS);
  expect(await readSession(headers, late)).not.toBeNull();
  late.clock.advance(11 * HOUR_MS);
  expect(await readSession(headers, late, "background")).not.toBeNull();
  late.clock.advance(2 * HOUR_MS);
  expect(await readSession(headers, late)).toBeNull();
  // The row is gone: a clock that is set back brings nothing back.
  late.clock.advance(-2 * HOUR_MS);
  expect(await readSession(headers, late)).toBeNull();
});

test("the idle time is the operator's to choose", async () => {
  const now = new Date().toISOString();
  const strict = testRuntime({ now, env: { SESSION_IDLE_HOURS: "0.5" } });
  const headers = withCookie(await cookieOf(airline.members.agent.email, strict));
  expect(await readSession(headers, strict)).not.toBeNull();
  strict.clock.advance(31 * MINUTE_MS);
  expect(await readSession(headers, strict)).toBeNull();
});

test("another workspace's member and session are not found", async () => {
  const foreign = await findMember(airline.workspaceId, airline.members.agent.userId);
  const memberId = foreign?._id ?? "";
  expect(await removeMember(memberId, ownerOf(shop), rt)).toMatchObject({ error: "not-found" });
  const [session] = await listSessions(airline.members.agent.userId);
  const headers = withCookie(shop.members.owner.cookie);
  const sessionId = session?._id ?? "";
  expect(await revokeSession({ sessionId, headers }, rt)).toMatchObject({ error: "not-found" });
  expect(await switchWorkspace({ workspaceId: airline.workspaceId, headers }, rt)).toMatchObject({
    error: "not-a-member",
  });
});
