import { expect, test } from "vitest";
import { currentDatabase } from "#models/connection.server.ts";
import { aStaffedWorkspace, cookieOf } from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { readSession } from "./auth.server.ts";
import { revokeOtherSessions, revokeSession } from "./members.server.ts";
import { requestPasswordReset, resetPassword, signOut } from "./sign-in.server.ts";

useTestDatabase();

const rt = testRuntime({
  now: new Date().toISOString(),
  env: { SMTP_URL: "smtp://127.0.0.1:9" },
});

/** The whole database as somebody with a stolen copy reads it. */
async function everything(): Promise<string> {
  const collections = await currentDatabase().collections();
  const rows = await Promise.all(collections.map((one) => one.find({}).toArray()));
  return JSON.stringify(rows);
}

/** The part of the cookie before its signature is the token. */
function tokenIn(cookie: string): string {
  return decodeURIComponent(/session=([^;]+)/.exec(cookie)?.[1] ?? "").split(".", 1)[0] ?? "";
}

test("no token that opens a session or resets a password stands in the database", async () => {
  const { members } = await aStaffedWorkspace(rt);
  const { owner } = members;
  const made = await readSession(new Headers({ cookie: owner.cookie }), rt);
  const token = tokenIn(owner.cookie);
  expect(made?.token).toBe(token);
  expect(token.length).toBeGreaterThan(20);
  await requestPasswordReset({ email: owner.email, clientAddress: "127.0.0.2" }, rt);
  const reset = /\/reset\/(\S+)/.exec(rt.mails.at(-1)?.text ?? "")?.[1] ?? "";
  expect(reset.length).toBeGreaterThan(20);
  const stolen = await everything();
  expect(stolen).toContain(owner.email);
  expect(stolen).not.toContain(token);
  expect(stolen).not.toContain(reset);

  // What stands there instead opens nothing, though it is put into a cookie of ours.
  const row = await currentDatabase().collection("sessions").findOne({ userId: owner.userId });
  const digest = String(row?.["token"]);
  const forged = new Headers({ cookie: owner.cookie.replace(token, digest) });
  expect(await readSession(forged, rt)).toBe(null);
  const password = "a new long password";
  const verification = await currentDatabase().collection("verifications").findOne({});
  const identifier = String(verification?.["identifier"]);
  expect(await resetPassword({ token: identifier, password }, rt)).toMatchObject({ ok: false });
  expect(await resetPassword({ token: reset, password }, rt)).toMatchObject({ ok: true });
  expect(await readSession(new Headers({ cookie: owner.cookie }), rt)).toBe(null);
  expect(await everything()).not.toContain(reset);
});

test("one session, the others and one's own are ended without anybody's token", async () => {
  const { members } = await aStaffedWorkspace(rt);
  const { email } = members.admin;
  const [first, second, third] = await Promise.all(
    [1, 2, 3].map(async () => new Headers({ cookie: await cookieOf(email, rt) })),
  );
  if (!first || !second || !third) throw new Error("not signed in");
  const found = await readSession(second, rt);
  await revokeSession({ sessionId: found?.sessionId ?? "", headers: first }, rt);
  expect(await readSession(second, rt)).toBe(null);
  expect(await readSession(third, rt)).not.toBe(null);
  await revokeOtherSessions(first, rt);
  expect(await readSession(third, rt)).toBe(null);
  expect(await readSession(first, rt)).not.toBe(null);
  await signOut(first, rt);
  expect(await readSession(first, rt)).toBe(null);
});
