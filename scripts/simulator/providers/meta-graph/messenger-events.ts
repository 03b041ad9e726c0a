import type { Desk } from "../../desk.ts";
import type { Act, SimAccount } from "../../provider.ts";

export const SIMULATED_APP_ID = "100000000000001";

/** One webhook entry of the Page; null = nothing to tell. */
export function messengerEntry(acts: readonly Act[], account: SimAccount, desk: Desk): unknown {
  const pageId = String(account.settings.pageId);
  const messaging = acts.flatMap((act) =>
    act.type === "status" ? status(act, pageId, account) : event(act, pageId, desk.url),
  );
  return messaging.length === 0 ? null : { id: pageId, time: Date.now(), messaging };
}

function status(
  act: Extract<Act, { type: "status" }>,
  pageId: string,
  account: SimAccount,
): unknown[] {
  const inbound = { sender: { id: act.to }, recipient: { id: pageId }, timestamp: act.at };
  switch (act.status) {
    case "sent":
      return [
        {
          sender: { id: pageId },
          recipient: { id: act.to },
          timestamp: act.at,
          message: {
            mid: act.messageId,
            is_echo: true,
            app_id: Number(account.settings.appId ?? SIMULATED_APP_ID),
            ...(act.echo === null ? {} : { metadata: act.echo }),
          },
        },
      ];
    case "delivered":
      return [{ ...inbound, delivery: { mids: [act.messageId], watermark: act.at } }];
    case "read":
      return [{ ...inbound, read: { watermark: act.at } }];
    // Failures are only ever answered at once.
    case "accepted":
    case "failed":
      return [];
  }
}

function event(act: Exclude<Act, { type: "status" }>, pageId: string, url: string): unknown[] {
  const base = { sender: { id: act.actor.address }, recipient: { id: pageId }, timestamp: act.at };
  switch (act.type) {
    case "blocked":
    case "unblocked":
      return [];
    case "reacted": {
      const action = act.emoji === null ? "unreact" : "react";
      const emoji = act.emoji ?? undefined;
      return [
        { ...base, reaction: { reaction: "other", emoji, action, mid: act.target.messageId } },
      ];
    }
    case "pressed": {
      const { id, title } = act.choice;
      const mid = act.messageId;
      return act.target.extra.buttons === "quick-reply"
        ? [{ ...base, message: { mid, text: title, quick_reply: { payload: id } } }]
        : [{ ...base, postback: { mid, title, payload: id } }];
    }
    case "said": {
      const reply = act.inReplyTo ? { reply_to: { mid: act.inReplyTo } } : {};
      const attachments = act.media.map((media) => ({
        type: media.kind === "document" ? "file" : media.kind,
        payload: { url: `${url}/graph/_cdn/${media.mediaId}` },
      }));
      return [
        {
          ...base,
          message: {
            mid: act.messageId,
            ...(act.text ? { text: act.text } : {}),
            ...(attachments.length > 0 ? { attachments } : {}),
            ...reply,
          },
        },
      ];
    }
  }
}
