import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { PageBody } from "#app/components/ui/page.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { grantableRoles } from "#core/access/roles.ts";
import { listMembers, listPendingInvitations } from "#models/member.server.ts";
import {
  type Actor,
  changeRole,
  inviteMember,
  removeMember,
  withdrawInvitation,
} from "#services/members.server.ts";
import { InvitationsPanel, InvitePanel } from "./invitations.tsx";
import { MembersForm } from "./members-forms.ts";
import { MembersPanel } from "./members-table.tsx";

export const handle = titled((t) => t("members"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId, memberId, role } = await requireRole(request, context, "members.view");
  const [members, invitations] = await Promise.all([
    listMembers(workspaceId),
    listPendingInvitations(workspaceId),
  ]);
  const now = context.runtime.now();
  return {
    members: members.map((member) => ({ ...member, isSelf: member.memberId === memberId })),
    invitations: invitations
      .filter(({ expiresAt }) => expiresAt > now)
      .map(({ _id, email, role: invitedAs, expiresAt }) => ({
        id: _id,
        email,
        role: invitedAs,
        expiresAt,
      })),
    grantable: grantableRoles(role),
  };
}

const errorKeys = {
  "not-allowed": "settings:error.notAllowed",
  "already-member": "settings:error.alreadyMember",
  "not-found": "settings:error.memberGone",
  "last-owner": "settings:error.lastOwner",
  refused: "settings:error.refused",
} as const;

export async function action({ request, context }: ActionFunctionArgs) {
  const member = await requireRole(request, context, "members.manage");
  const submission = parseWithZod(await request.formData(), { schema: MembersForm });
  if (submission.status !== "success") return data({ reply: submission.reply(), link: null }, 400);
  const { userId, workspaceId, role, name } = member;
  const actor: Actor = { userId, workspaceId, role, name, headers: request.headers };
  const done = await perform(submission.value, actor, context.runtime);
  if (!done.ok) {
    const reply = submission.reply({ formErrors: [errorKeys[done.error]] });
    return data({ reply, link: null }, 409);
  }
  return data({ reply: submission.reply({ resetForm: true }), link: done.value });
}

type Form = ReturnType<typeof MembersForm.parse>;
type AuthRuntime = Parameters<typeof inviteMember>[2];

function perform(form: Form, actor: Actor, rt: AuthRuntime) {
  switch (form.intent) {
    case "invite":
      return inviteMember(form, actor, rt);
    case "withdraw":
      return withdrawInvitation(form.invitationId, actor, rt);
    case "role":
      return changeRole(form, actor, rt);
    case "remove":
      return removeMember(form.memberId, actor, rt);
  }
}

export default function MembersPage() {
  const { members, invitations, grantable } = useLoaderData<typeof loader>();
  const mayManage = useMay("members.manage");
  return (
    <PageBody width="review">
      {mayManage ? <InvitePanel grantable={grantable} /> : null}
      <MembersPanel members={members} grantable={grantable} />
      {mayManage && invitations.length > 0 ? <InvitationsPanel invitations={invitations} /> : null}
    </PageBody>
  );
}
