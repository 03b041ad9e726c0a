import { z } from "zod";
import type { AccountCheck, HttpAnswer, SendContext } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";
import { json, methodUrl } from "./encode.ts";

const Me = z.object({ ok: z.literal(true), result: z.object({ username: z.string() }) });
const updates = [
  "message",
  "edited_message",
  "callback_query",
  "my_chat_member",
  "message_reaction",
];

/** Asks who the bot is, then points its webhook here: setting the same one again changes nothing. */
export async function check(context: SendContext<Account>): Promise<AccountCheck> {
  const { account, http } = context;
  const asked = await http(json(methodUrl(account, "getMe"), {}));
  if (asked.kind !== "answer") {
    return {
      ok: false,
      detail: `Telegram did not answer: ${asked.detail}`,
      remedy: "Check the network and the API address",
    };
  }
  const me = Me.safeParse(body(asked)).data;
  if (!me) {
    return {
      ok: false,
      detail: "Telegram does not accept this bot token",
      remedy: "Copy the token again from @BotFather (/mybots → API Token)",
    };
  }
  const url = `${context.publicUrl}/webhooks/telegram/${context.accountId}`;
  const answer = await http(
    json(methodUrl(account, "setWebhook"), {
      url,
      secret_token: account.webhookSecret,
      allowed_updates: updates,
      max_connections: 40,
    }),
  );
  const set = z.object({ ok: z.boolean(), description: z.string().optional() });
  const reply = set.safeParse(body(answer)).data;
  if (reply?.ok) return { ok: true, detail: `@${me.result.username}; messages arrive at ${url}` };
  return {
    ok: false,
    detail: `@${me.result.username} can send, but Telegram refused our address: ${reply?.description ?? "no answer"}`,
    remedy: "Set PUBLIC_URL to an https address on port 443, 80, 88 or 8443 and check again",
  };
}

function body(answer: HttpAnswer): unknown {
  return answer.kind === "answer" ? readJson(answer.body) : null;
}
