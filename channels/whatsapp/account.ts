import { z } from "zod";
import { graphAccount } from "../shared/meta-graph/account.ts";

export const Account = z.object({
  ...graphAccount,
  phoneNumberId: z.string().trim().regex(/^\d+$/, "The id of the number, not the number itself"),
  /** WhatsApp Business Account the number belongs to; its templates are approved there. */
  wabaId: z.string().trim().regex(/^\d*$/, "Digits only").default(""),
  /** As people see it; shown in the channel list. */
  displayNumber: z.string().trim().default(""),
});
export type Account = z.infer<typeof Account>;
