import { z } from "zod";

export const Account = z
  .object({
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/i, "An account SID is AC and 32 hex digits"),
    authToken: z.string().min(8),
    /** E.164 number, short code or alphanumeric name. */
    from: z
      .string()
      .regex(/^(\+\d{6,15}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/, "A number like +31612345678, or a name")
      .optional(),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-f]{32}$/i, "A Messaging Service SID is MG and 32 hex digits")
      .optional(),
    apiBase: z.url().default("https://api.twilio.com"),
  })
  .refine((account) => account.from !== undefined || account.messagingServiceSid !== undefined, {
    path: ["from"],
    error: "Give a sender or a Messaging Service",
  });
export type Account = z.infer<typeof Account>;
