import { z } from "zod";
import { Email } from "#app/lib/password.ts";
import { roles } from "#core/access/roles.ts";

const Id = z.string().max(64);

export const InviteForm = z.object({
  intent: z.literal("invite"),
  email: Email,
  role: z.enum(roles),
});

/** Every form of the page, told apart by `intent`. */
export const MembersForm = z.discriminatedUnion("intent", [
  InviteForm,
  z.object({ intent: z.literal("withdraw"), invitationId: Id }),
  z.object({ intent: z.literal("role"), memberId: Id, role: z.enum(roles) }),
  z.object({ intent: z.literal("remove"), memberId: Id }),
]);
