import type { Act, Actor, SimAccount, SimMedia, SimMessage, WebhookCall } from "../../provider.ts";
import { messageNumber, numberOf } from "./ids.ts";

/** One update per call, with the secret the app gave to setWebhook. */
export function callbacks(acts: readonly Act[], account: SimAccount): readonly WebhookCall[] {
  return acts.flatMap((act) => {
    const update = readUpdate(act, account);
    if (!update) return [];
    const key = "messageId" in act ? act.messageId : `${act.type}${act.actor.address}`;
    const body = { update_id: numberOf(`${key}${act.type}${act.at}`), ...update };
    const secret = String(account.settings["webhookSecret"] ?? "");
    const headers = {
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": secret,
    };
    return [{ url: account.webhookUrl ?? "", headers, body: JSON.stringify(body) }];
  });
}

function readUpdate(act: Act, account: SimAccount): object | null {
  const date = Math.floor(act.at / 1_000);
  switch (act.type) {
    case "said":
      return {
        message: { ...head(act.actor, act.messageId, date), ...quoted(act), ...words(act) },
      };
    case "pressed":
      return {
        callback_query: {
          id: String(numberOf(act.messageId)),
          from: user(act.actor),
          chat_instance: "1",
          data: act.choice.id,
          message: { ...head(act.actor, act.target.messageId, date), ...keyboard(act.target) },
        },
      };
    case "reacted":
      return {
        message_reaction: {
          chat: chat(act.actor),
          message_id: messageNumber(act.target.messageId),
          user: user(act.actor),
          date,
          old_reaction: [],
          new_reaction: act.emoji === null ? [] : [{ type: "emoji", emoji: act.emoji }],
        },
      };
    case "blocked":
    case "unblocked":
      return { my_chat_member: membership(act, account, date) };
    case "status":
      return null;
  }
}

function membership(
  act: Extract<Act, { type: "blocked" | "unblocked" }>,
  account: SimAccount,
  date: number,
): object {
  const bot = { id: numberOf(account.accountId), is_bot: true, first_name: account.name };
  const [was, is] = act.type === "blocked" ? ["member", "kicked"] : ["kicked", "member"];
  return {
    chat: chat(act.actor),
    from: user(act.actor),
    date,
    old_chat_member: { user: bot, status: was },
    new_chat_member: { user: bot, status: is },
  };
}

function head(actor: Actor, deskId: string, date: number): object {
  return { message_id: messageNumber(deskId), date, from: user(actor), chat: chat(actor) };
}

function quoted(act: Extract<Act, { type: "said" }>): object {
  if (act.inReplyTo === null) return {};
  return { reply_to_message: { message_id: messageNumber(act.inReplyTo) } };
}

function words({ text, media }: Extract<Act, { type: "said" }>): object {
  const [file] = media;
  if (!file) return { text };
  return { ...(text === "" ? {} : { caption: text }), ...fileOf(file) };
}

function fileOf({ mediaId, kind, mimeType, fileName }: SimMedia): object {
  const named = { file_id: mediaId, file_unique_id: mediaId, mime_type: mimeType };
  if (kind === "image") {
    const small = {
      file_id: `${mediaId}-s`,
      file_unique_id: `${mediaId}-s`,
      width: 90,
      height: 67,
    };
    return { photo: [small, { ...named, width: 960, height: 720 }] };
  }
  return { [kind]: { ...named, file_name: fileName } };
}

function keyboard({ content }: SimMessage): object {
  const rows = content.choices.map(({ id, title, url }) => [
    url === undefined ? { text: title, callback_data: id } : { text: title, url },
  ]);
  return { reply_markup: { inline_keyboard: rows } };
}

function user({ name, address, locale }: Actor): object {
  const [first = name, ...rest] = name.split(" ");
  return {
    id: Number(address),
    is_bot: false,
    first_name: first,
    ...(rest.length > 0 ? { last_name: rest.join(" ") } : {}),
    ...(locale ? { language_code: locale.split("-")[0] } : {}),
  };
}

function chat({ address, name }: Actor): object {
  return { id: Number(address), type: "private", first_name: name };
}
