import { demoMembers, demoPassword } from "#core/access/demo-members.ts";
import { deleteSessions, listSessions } from "#models/member.server.ts";
import { Workspaces } from "#models/workspace.server.ts";
import { authFor } from "#services/auth.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { demoSlug, findDemoWorkspace } from "./find.ts";

/** Printed on the start screen. */
export const demoSignIns = demoMembers.map(({ role, email }) => ({
  role,
  email,
  password: demoPassword,
}));

/** The workspace and who works in it. Returns the workspace's id and the owner's user id. */
export async function seedMembers(rt: Runtime): Promise<{ workspaceId: string; ownerId: string }> {
  const { api, $context } = authFor(rt);
  const { internalAdapter } = await $context;
  // Side by side: hashing a password is slow on purpose.
  const userIds = await Promise.all(
    demoMembers.map(async ({ name, email }) => {
      const known = await internalAdapter.findUserByEmail(email);
      if (known) return known.user.id;
      const { user } = await api.signUpEmail({ body: { name, email, password: demoPassword } });
      // Signing up signs in, and nobody sits behind that session: a list of theirs would show a stranger.
      await deleteSessions((await listSessions(user.id)).map((session) => session._id));
      return user.id;
    }),
  );
  const [ownerId = ""] = userIds;
  const known = await findDemoWorkspace();
  if (known) return { workspaceId: known._id, ownerId };
  const place = { zone: "Europe/Amsterdam", locale: "en", country: "NL" };
  const body = { name: "Antiphon demo", slug: demoSlug, userId: ownerId, ...place };
  const workspaceId = (await api.createOrganization({ body })).id;
  for (const [index, { role }] of demoMembers.entries()) {
    const userId = userIds[index];
    if (index === 0 || !userId) continue;
    await api.addMember({ body: { userId, role, organizationId: workspaceId } });
  }
  await Workspaces.updateOne({ _id: workspaceId }, { $set: { isDemo: true } });
  return { workspaceId, ownerId };
}
