import { z } from "zod";

export const Account = z.object({
  botToken: z.string().regex(/^\d{3,}:[\w-]{10,}$/, "A bot token looks like 123456:ABC-DEF…"),
  /** 1-256 of A-Z a-z 0-9 _ -; Telegram sends it back with every update. */
  webhookSecret: z.string().regex(/^[\w-]{8,256}$/, "8 to 256 letters, digits, _ or -"),
  apiBase: z.url().default("https://api.telegram.org"),
});
export type Account = z.infer<typeof Account>;
