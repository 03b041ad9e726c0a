import { z } from "zod";

const address = z.email().transform((value) => value.toLowerCase());

export const Account = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(587),
  /** TLS from the first byte (465); otherwise STARTTLS where the server offers it. */
  secure: z.boolean().default(false),
  user: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  fromAddress: address,
  fromName: z.string().min(1).max(100),
  /** Received by Antiphon's own mail receiver; answers and bounces come here as name+token@…. */
  replyAddress: address
    // name + "+r." + 26 + "." + 16 stays within the 64 octets of a local part
    .refine((value) => value.indexOf("@") <= 18, "At most 18 characters before the @")
    .optional(),
  /** Signs reply addresses and what the receiver hands over. */
  replySecret: z.string().min(16),
  unsubscribeLabel: z.string().min(1).max(80).default("Unsubscribe"),
  dkimDomain: z.string().min(1).optional(),
  dkimSelector: z.string().min(1).optional(),
  dkimPrivateKey: z.string().includes("PRIVATE KEY").optional(),
});
export type Account = z.infer<typeof Account>;
