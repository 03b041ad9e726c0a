import { z } from "zod";
import { graphAccount } from "../shared/meta-graph/account.ts";

export const Account = z.object({
  ...graphAccount,
  pageId: z.string().trim().regex(/^\d+$/, "Digits only"),
  /** Tells our own echoes from what colleagues write in Meta's inbox. */
  appId: z.string().trim().regex(/^\d*$/, "Digits only").default(""),
});
export type Account = z.infer<typeof Account>;
