import { z } from "zod";
import type { Desk } from "../../desk.ts";
import type { SimAccount, SimPerson } from "../../provider.ts";

const File = z.object({
  kind: z.enum(["image", "video", "audio", "document"]),
  mimeType: z.string(),
  fileName: z.string(),
  path: z.string(),
});
const Button = z.object({
  id: z.string().optional(),
  title: z.string(),
  url: z.string().optional(),
});
const Message = z.object({
  id: z.string(),
  seq: z.number(),
  by: z.enum(["business", "visitor"]),
  text: z.string(),
  files: z.array(File),
  buttons: z.array(Button),
});
export type WidgetMessage = z.infer<typeof Message>;

const Opened = z.object({ token: z.string() });
const Listed = z.object({ messages: z.array(Message) });

export const tokenKey = "web-chat-token";

/** null = nothing says where the app is. */
export function appOf(account: SimAccount): string | null {
  return account.webhookUrl === null ? null : new URL(account.webhookUrl).origin;
}

async function ask(
  account: SimAccount,
  path: string,
  init: RequestInit & { readonly token?: string } = {},
): Promise<unknown> {
  const { token, ...rest } = init;
  const headers = new Headers(rest.headers);
  headers.set("origin", siteOf(account));
  if (token) headers.set("authorization", `Bearer ${token}`);
  const url = `${appOf(account)}/widget/api/${account.accountId}${path}`;
  const response = await fetch(url, { ...rest, headers });
  if (!response.ok) throw new Error(`the widget's endpoint answered ${response.status}`);
  return response.json();
}

/** The first site the account is for; any will do where all are allowed. */
function siteOf(account: SimAccount): string {
  const [first = "*"] = String(account.settings["allowedOrigins"] ?? "*").split(/[\s,]+/);
  return first === "*" ? "https://shop.example" : first;
}

/** The person's token; a first word opens the chat and learns the visitor's id. */
export async function tokenOf(desk: Desk, person: SimPerson, account: SimAccount): Promise<string> {
  const known = person.addresses[tokenKey];
  if (known) return known;
  const body = JSON.stringify({ token: null, locale: person.locale, page: siteOf(account) });
  const headers = { "content-type": "application/json" };
  const { token } = Opened.parse(await ask(account, "/session", { method: "POST", headers, body }));
  const [visitorId = ""] = token.split(".");
  const addresses = { ...person.addresses, "web-chat": visitorId, [tokenKey]: token };
  desk.save({ t: "person", person: { ...person, addresses } });
  return token;
}

export async function messagesAfter(
  account: SimAccount,
  token: string,
  after: number,
  signal: AbortSignal,
): Promise<readonly WidgetMessage[]> {
  const answer = await ask(account, `/messages?after=${after}`, { token, signal });
  return Listed.parse(answer).messages;
}

export async function write(account: SimAccount, token: string, form: FormData): Promise<void> {
  await ask(account, "/messages", { method: "POST", token, body: form });
}

export async function tellSeen(
  account: SimAccount,
  token: string,
  status: "delivered" | "read",
  upTo: number,
): Promise<void> {
  const body = new URLSearchParams({ status, upTo: String(upTo) });
  await ask(account, "/seen", { method: "POST", token, body });
}
