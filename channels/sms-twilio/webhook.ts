import type {
  DeliveryStatus,
  InboundContent,
  InboundEvent,
  InboundMedia,
  InboundSender,
  Verified,
  Webhook,
  WebhookRequest,
} from "../contract.ts";
import type { Account } from "./account.ts";
import { effectOf, sentenceOf } from "./errors.ts";
import { bodyMatches, isSigned } from "./twilio-signature.ts";

export const webhook: Webhook<Account> = {
  verify,
  parse,
  eventKey,
  // Empty TwiML: no automatic reply. Anything else would be sent to the person.
  answer: {
    status: 200,
    headers: { "content-type": "text/xml" },
    body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
  },
};

function verify(request: WebhookRequest, account: Account): Verified {
  const given = request.headers["x-twilio-signature"];
  if (!given) return { ok: false, reason: "no signature" };
  const isJson = request.headers["content-type"]?.includes("json") ?? false;
  if (isJson && !bodyMatches(request.url, request.body)) {
    return { ok: false, reason: "the body is not the one that was signed" };
  }
  const form = isJson ? null : readForm(request);
  return isSigned(given, request.url, form, account.authToken)
    ? { ok: true }
    : { ok: false, reason: "wrong signature" };
}

/** Status posts repeat per status; messages carry one id. */
function eventKey(request: WebhookRequest): string | null {
  const form = readForm(request);
  const sid = form.get("MessageSid") ?? form.get("SmsSid");
  return sid ? `${sid}:${form.get("MessageStatus") ?? "received"}` : null;
}

function parse(request: WebhookRequest): readonly InboundEvent[] {
  const form = readForm(request);
  const sid = form.get("MessageSid") ?? form.get("SmsSid");
  if (!sid) return [{ type: "ignored", at: request.now, reason: "unused" }];
  const status = form.get("MessageStatus");
  if (status && status !== "received" && status !== "receiving") {
    return [readStatus(form, status, sid, request)];
  }
  return readMessage(form, sid, request.now);
}

const statuses: Readonly<Record<string, DeliveryStatus>> = {
  accepted: "accepted",
  scheduled: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "sent",
  delivered: "delivered",
  partially_delivered: "delivered",
  read: "read",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

function readStatus(
  form: URLSearchParams,
  word: string,
  sid: string,
  { url, now }: WebhookRequest,
): InboundEvent {
  const status = statuses[word];
  if (!status) return { type: "ignored", at: now, reason: "unused", said: word };
  const echo = new URL(url).searchParams.get("m");
  const code = Number(form.get("ErrorCode") ?? Number.NaN);
  const effect = Number.isNaN(code) ? null : effectOf(code);
  return {
    type: "status",
    at: now,
    status,
    externalId: sid,
    ...(echo ? { echo } : {}),
    ...(status === "failed" ? { failure: readFailure(word, code) } : {}),
    ...(status === "failed" && effect ? { effect } : {}),
  };
}

function readFailure(word: string, code: number): { code: string; detail: string } {
  if (!Number.isNaN(code)) return { code: String(code), detail: sentenceOf(code) };
  return {
    code: word,
    detail: word === "canceled" ? "Cancelled at Twilio" : "Twilio gave no reason",
  };
}

function readMessage(form: URLSearchParams, sid: string, at: Date): readonly InboundEvent[] {
  const address = form.get("From") ?? "";
  if (address === "") return [{ type: "ignored", at, reason: "no-sender" }];
  if (address.includes(":")) {
    return [{ type: "ignored", at, reason: "other-channel", said: address.split(":")[0] }];
  }
  const from: InboundSender = { kind: "phone", value: address, name: null };
  const message: InboundEvent = {
    type: "message",
    at,
    externalId: sid,
    from,
    content: readContent(form),
  };
  // Advanced Opt-Out has answered the person already; the text still belongs in the thread.
  const choice = form.get("OptOutType");
  const evidence = `Twilio Advanced Opt-Out: ${choice}`;
  if (choice === "STOP") return [{ type: "opt-out", at, from, evidence }, message];
  if (choice === "START") return [{ type: "opt-in", at, from, evidence }, message];
  return [message];
}

function readContent(form: URLSearchParams): InboundContent {
  const text = readText(form);
  const count = Math.min(Number(form.get("NumMedia") ?? 0) || 0, 10);
  const media = Array.from({ length: count }, (_, index) => readMedia(form, index)).filter(
    (one) => one !== null,
  );
  return media.length === 0 ? { type: "text", text } : { type: "media", media, caption: text };
}

function readMedia(form: URLSearchParams, index: number): InboundMedia | null {
  const url = form.get(`MediaUrl${index}`);
  if (!url) return null;
  const mimeType = form.get(`MediaContentType${index}`);
  const group = mimeType?.split("/")[0];
  const kind = group === "image" || group === "video" || group === "audio" ? group : "document";
  return { kind, mimeType, fileName: null, url };
}

/** A button's text wins over the body; NUL never belongs to a text (the journal keeps the original). */
function readText(form: URLSearchParams): string {
  const text = (form.get("ButtonText") || form.get("Body") || "").replaceAll("\0", "");
  return decodeLong(text) ?? text;
}

/** Very long texts sometimes come whole in base64. Only what decodes to clean UTF-8 text is one. */
function decodeLong(text: string): string | null {
  if (text.length < 200 || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return null;
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
    return /\p{Cc}/u.test(decoded.replace(/[\r\n\t]/g, "")) ? null : decoded;
  } catch {
    // Not UTF-8, so the letters were the text itself.
    return null;
  }
}

function readForm(request: WebhookRequest): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(request.body));
}
