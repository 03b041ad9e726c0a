import { z } from "zod";
import type { AccountCheck, HttpAnswer, SendContext } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";
import { json, methodUrl } from "./encode.ts";

const Me = z.object({ ok: z.literal(true), result: z.object({ username: z.string() }) });
const Reply = z.object({ ok: z.boolean(), description: z.string().optional() });
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
    return { ok: false, problem: "no-answer", facts: {}, said: asked.detail };
  }
  const me = Me.safeParse(body(asked)).data;
  if (!me) return { ok: false, problem: "credentials", facts: {}, said: descriptionOf(asked) };
  const url = `${context.publicUrl}/webhooks/telegram/${context.accountId}`;
  const answer = await http(
    json(methodUrl(account, "setWebhook"), {
      url,
      secret_token: account.webhookSecret,
      allowed_updates: updates,
      max_connections: 40,
    }),
  );
  const facts = { name: `@${me.result.username}`, url };
  if (Reply.safeParse(body(answer)).data?.ok) return { ok: true, facts };
  return { ok: false, problem: "address-refused", facts, said: descriptionOf(answer) };
}

function descriptionOf(answer: HttpAnswer): string | null {
  if (answer.kind !== "answer") return answer.detail;
  return Reply.safeParse(body(answer)).data?.description ?? null;
}

function body(answer: HttpAnswer): unknown {
  return answer.kind === "answer" ? readJson(answer.body) : null;
}
