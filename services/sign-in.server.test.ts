import { beforeAll, expect, test } from "vitest";
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
  createFirstOwner,
  firstRunToken,
  requestPasswordReset,
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
  expect(await tryIn(email, "not the password")).toMatchObject({ ok: false, error: "locked" });
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
