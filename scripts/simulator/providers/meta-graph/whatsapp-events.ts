import type { Act, SimAccount } from "../../provider.ts";

/** One webhook entry with everything these acts mean; null = nothing to tell. */
export function whatsappEntry(acts: readonly Act[], account: SimAccount): unknown {
  const statuses = acts.flatMap((act) => (act.type === "status" ? status(act) : []));
  const messages = acts.flatMap((act) => (act.type === "status" ? [] : message(act)));
  if (statuses.length === 0 && messages.length === 0) return null;
  const actors = acts.flatMap((act) => ("actor" in act ? [act.actor] : []));
  const contacts = [...new Map(actors.map((actor) => [actor.address, actor])).values()];
  const value = {
    messaging_product: "whatsapp",
    metadata: {
      display_phone_number: String(account.settings.displayNumber ?? "31205550100"),
      phone_number_id: String(account.settings.phoneNumberId),
    },
    ...(contacts.length > 0
      ? { contacts: contacts.map((one) => ({ profile: { name: one.name }, wa_id: one.address })) }
      : {}),
    ...(messages.length > 0 ? { messages } : {}),
    ...(statuses.length > 0 ? { statuses } : {}),
  };
  return {
    id: String(account.settings.wabaId ?? "100000000000000"),
    changes: [{ field: "messages", value }],
  };
}

const seconds = (at: number): string => String(Math.floor(at / 1_000));

function status(act: Extract<Act, { type: "status" }>): unknown[] {
  if (act.status === "accepted") return [];
  const { failure } = act;
  return [
    {
      id: act.messageId,
      status: act.status,
      timestamp: seconds(act.at),
      recipient_id: act.to,
      ...(act.echo === null ? {} : { biz_opaque_callback_data: act.echo }),
      ...(failure
        ? { errors: [{ code: Number(failure.code), error_data: { details: failure.detail } }] }
        : {}),
    },
  ];
}

function message(act: Exclude<Act, { type: "status" }>): unknown[] {
  // Nobody is told about a block.
  if (act.type === "blocked" || act.type === "unblocked") return [];
  const base = { from: act.actor.address, id: act.messageId, timestamp: seconds(act.at) };
  if (act.type === "reacted") {
    const reaction = { message_id: act.target.messageId, emoji: act.emoji ?? "" };
    return [{ ...base, type: "reaction", reaction }];
  }
  if (act.type === "pressed") return [{ ...base, ...press(act) }];
  const context = act.inReplyTo ? { context: { id: act.inReplyTo } } : {};
  if (act.media.length === 0) {
    return [{ ...base, ...context, type: "text", text: { body: act.text } }];
  }
  return act.media.map((media, index) => ({
    ...base,
    ...context,
    id: index === 0 ? base.id : `${base.id}-${index}`,
    type: media.kind,
    [media.kind]: {
      id: media.mediaId,
      mime_type: media.mimeType,
      ...(media.kind === "document" ? { filename: media.fileName } : {}),
      ...(act.text && index === 0 ? { caption: act.text } : {}),
    },
  }));
}

function press(act: Extract<Act, { type: "pressed" }>): Record<string, unknown> {
  const context = { from: "business", id: act.target.messageId };
  const { id, title, description } = act.choice;
  if (act.target.extra.buttons === "template") {
    return { context, type: "button", button: { payload: id, text: title } };
  }
  const isList = act.target.content.choicesLabel !== undefined;
  const reply = isList
    ? { type: "list_reply", list_reply: { id, title, description } }
    : { type: "button_reply", button_reply: { id, title } };
  return { context, type: "interactive", interactive: reply };
}
