import type { Role } from "#core/access/roles.ts";
import { Workspaces } from "#models/workspace.server.ts";
import { authFor } from "#services/auth.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { demoSlug, findDemoWorkspace } from "./find.ts";

/** Printed on the start screen and worth nothing elsewhere: the demo runs on loopback only. */
const password = "answer-me-2026";

const members: readonly { readonly name: string; readonly email: string; readonly role: Role }[] = [
  { name: "Olivia Bakker", email: "owner@demo.example", role: "owner" },
  { name: "Mark de Graaf", email: "marketer@demo.example", role: "marketer" },
  { name: "Anna Smit", email: "agent@demo.example", role: "agent" },
  { name: "Vera Mulder", email: "viewer@demo.example", role: "viewer" },
];

export const demoSignIns = members.map(({ role, email }) => ({ role, email, password }));

/** The workspace and who works in it. Returns the workspace's id and the owner's user id. */
export async function seedMembers(rt: Runtime): Promise<{ workspaceId: string; ownerId: string }> {
  const { api, $context } = authFor(rt);
  const { internalAdapter } = await $context;
  const userIds: string[] = [];
  for (const { name, email } of members) {
    const known = await internalAdapter.findUserByEmail(email);
    const userId = known
      ? known.user.id
      : (await api.signUpEmail({ body: { name, email, password } })).user.id;
    userIds.push(userId);
  }
  const [ownerId = ""] = userIds;
  const known = await findDemoWorkspace();
  if (known) return { workspaceId: known._id, ownerId };
  const place = { zone: "Europe/Amsterdam", locale: "en", country: "NL" };
  const body = { name: "Antiphon demo", slug: demoSlug, userId: ownerId, ...place };
  const workspaceId = (await api.createOrganization({ body })).id;
  for (const [index, { role }] of members.entries()) {
    const userId = userIds[index];
    if (index === 0 || !userId) continue;
    await api.addMember({ body: { userId, role, organizationId: workspaceId } });
  }
  await Workspaces.updateOne({ _id: workspaceId }, { $set: { isDemo: true } });
  return { workspaceId, ownerId };
}
