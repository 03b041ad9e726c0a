import type { MediaRef, OutboundMessage } from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import type { Account } from "./account.ts";

export interface Place {
  readonly accountId: string;
  readonly publicUrl: string;
  mediaUrl(media: MediaRef): string;
}

export type Encoded =
  | { readonly ok: true; readonly request: HttpRequest }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** One message = one request, and one status address that carries our delivery id back to us. */
export function encodeSend(message: OutboundMessage, account: Account, place: Place): Encoded {
  const { content } = message;
  if (content.type !== "text" && content.type !== "media") {
    const detail = `A text message cannot carry "${content.type}"`;
    return { ok: false, code: "unsupported-content", detail };
  }
  const form = new URLSearchParams({ To: message.to.value });
  if (account.messagingServiceSid) form.set("MessagingServiceSid", account.messagingServiceSid);
  if (account.from) form.set("From", account.from);
  const text = content.type === "text" ? content.text : (content.caption ?? "");
  if (text !== "") form.set("Body", text);
  if (content.type === "media") form.append("MediaUrl", place.mediaUrl(content.media));
  form.set("StatusCallback", statusCallback(message.deliveryId, place));
  const url = `${accountUrl(account)}/Messages.json`;
  const headers = { ...authHeaders(account), "content-type": "application/x-www-form-urlencoded" };
  return { ok: true, request: { method: "POST", url, headers, body: form.toString() } };
}

export function accountUrl(account: Account): string {
  return `${account.apiBase.replace(/\/$/, "")}/2010-04-01/Accounts/${account.accountSid}`;
}

export function authHeaders(account: Account): Record<string, string> {
  const pair = Buffer.from(`${account.accountSid}:${account.authToken}`).toString("base64");
  return { authorization: `Basic ${pair}`, accept: "application/json" };
}

function statusCallback(deliveryId: string, place: Place): string {
  const query = new URLSearchParams({ m: deliveryId });
  return `${place.publicUrl}/webhooks/sms-twilio/${place.accountId}?${query.toString()}`;
}
