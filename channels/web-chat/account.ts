import { z } from "zod";

export const Account = z.object({
  /** Shown on top of the chat. */
  title: z.string().min(1).max(60),
  greeting: z.string().max(300).default(""),
  /** Colour of the button and of the visitor's own bubbles. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, "A colour like #0b6e63")
    .default("#0b6e63"),
  position: z.enum(["right", "left"]).default("right"),
  /** Sites the chat may stand on: origins parted by spaces, commas or lines; "*" = any. */
  allowedOrigins: z
    .string()
    .min(1)
    .refine(areOrigins, "Origins like https://www.example.org, one per line"),
  /** Signs what our own widget endpoint hands over. */
  visitorSecret: z.string().min(16),
});
export type Account = z.infer<typeof Account>;

export function originsOf(account: Pick<Account, "allowedOrigins">): readonly string[] {
  return split(account.allowedOrigins);
}

function areOrigins(text: string): boolean {
  const all = split(text);
  return all.length > 0 && all.every((one) => one === "*" || isOrigin(one));
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}
