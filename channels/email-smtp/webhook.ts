import { createHmac } from "node:crypto";
import { convert } from "html-to-text";
import PostalMime, { type Attachment, type Email } from "postal-mime";
import type {
  InboundContent,
  InboundEvent,
  InboundMedia,
  InboundSender,
  Verified,
  Webhook,
  WebhookRequest,
} from "../contract.ts";
import { equalSecrets } from "../shared/equal-secrets.ts";
import type { Account } from "./account.ts";
import { ownWords } from "./quoted.ts";
import { messageId, plainAddress, readTokenAddress, type ReplyToken } from "./reply-address.ts";
import { readReport, type Report } from "./report.ts";

/**
 * A mail our receiver took in. The body is the mail as it came; these headers are the envelope, and
 * the receiver's signature over all of it.
 */
export const envelopeHeaders = {
  from: "x-antiphon-mail-from",
  to: "x-antiphon-rcpt-to",
  signature: "x-antiphon-receiver",
} as const;

export const webhook: Webhook<Account> = { verify, parse, eventKey, locate, stamp };

function stamp(request: WebhookRequest, account: Account): WebhookRequest {
  const signature = signatureOf(request, account.replySecret);
  return { ...request, headers: { ...request.headers, [envelopeHeaders.signature]: signature } };
}

function verify(request: WebhookRequest, account: Account): Verified {
  const given = request.headers[envelopeHeaders.signature];
  if (!given) return { ok: false, reason: "not from our mail receiver" };
  return equalSecrets(given, signatureOf(request, account.replySecret))
    ? { ok: true }
    : { ok: false, reason: "wrong signature of the mail receiver" };
}

function signatureOf({ headers, body }: WebhookRequest, secret: string): string {
  const from = headers[envelopeHeaders.from] ?? "";
  const to = headers[envelopeHeaders.to] ?? "";
  return createHmac("sha256", secret).update(`${from}\n${to}\n`).update(body).digest("hex");
}

/** The account is told by the address the mail came to. */
function locate(request: WebhookRequest): readonly string[] {
  const to = request.headers[envelopeHeaders.to];
  return to ? [plainAddress(to)] : [];
}

/** A sender that lost our "250" gives the same mail again, Message-ID and all. */
function eventKey(request: WebhookRequest): string | null {
  const head = new TextDecoder("latin1").decode(request.body.subarray(0, 64_000));
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
  const id = /^message-id:\s*(<[^>\s]+>)/im.exec(head.slice(0, end))?.[1];
  return id ? `${id} ${request.headers[envelopeHeaders.to] ?? ""}` : null;
}

async function parse(request: WebhookRequest, account: Account): Promise<readonly InboundEvent[]> {
  const mail = await readMail(request.body);
  if (!mail) return [{ type: "ignored", at: request.now, reason: "unreadable" }];
  const to = request.headers[envelopeHeaders.to] ?? "";
  const token = readTokenAddress(to, account);
  const report = readReport(mail, token?.kind === "b");
  if (report) return [readReportEvent(report, token, account, request.now)];
  const from = sender(mail);
  if (!from) return [{ type: "ignored", at: request.now, reason: "no-sender" }];
  if (mail.headers.some((header) => header.key === "x-antiphon-delivery")) {
    return [{ type: "ignored", at: request.now, reason: "own" }];
  }
  if (token?.kind === "u") {
    return [
      { type: "opt-out", at: request.now, from, evidence: "Mail to the unsubscribe address" },
    ];
  }
  const isAutomatic = isAutomaticMail(mail, request.headers[envelopeHeaders.from]);
  const inReplyTo = answered(mail, token, account);
  return [
    {
      type: "message",
      at: request.now,
      externalId: mail.messageId ?? `<${signatureOf(request, "id").slice(0, 32)}@no-message-id>`,
      from,
      content: readContent(mail, inReplyTo !== null),
      ...(inReplyTo ? { inReplyTo } : {}),
      ...(isAutomatic ? { isAutomatic } : {}),
    },
  ];
}

async function readMail(bytes: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(cleaned(bytes), {
      forceRfc822Attachments: true,
      maxNestingDepth: 40,
      maxHeadersSize: 512_000,
    });
  } catch {
    // Nested or swollen beyond reason: the journal keeps it, nobody is shown it.
    return null;
  }
}

/** Drops an mbox "From " line; reads 8-bit mail that names no charset as what such senders mean. */
function cleaned(bytes: Uint8Array): Uint8Array {
  const hasMboxLine = Buffer.from(bytes.subarray(0, 6)).toString("latin1").startsWith("From ");
  const start = hasMboxLine ? bytes.indexOf(10) + 1 : 0;
  const mail = bytes.subarray(start);
  const latin = new TextDecoder("latin1").decode(mail);
  if (/charset=/i.test(latin) || !/[\x80-\xff]/.test(latin)) return mail;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(mail);
    return mail;
  } catch {
    // Neither declared nor UTF-8: Windows-1252 is what is left in practice.
    return new TextEncoder().encode(new TextDecoder("windows-1252").decode(mail));
  }
}

function readReportEvent(
  report: Report,
  token: ReplyToken | null,
  account: Account,
  at: Date,
): InboundEvent {
  const echo = token?.deliveryId ?? report.about.deliveryId;
  const externalId = echo ? messageId(echo, account) : report.about.messageId;
  const link = { ...(echo ? { echo } : {}), ...(externalId ? { externalId } : {}) };
  if (report.kind === "complaint") {
    const evidence = "Marked as spam (feedback report)";
    if (echo || externalId) {
      const failure = { code: "complaint", detail: evidence };
      return {
        type: "status",
        at,
        status: "failed",
        ...link,
        failure,
        effect: "recipient-opted-out",
      };
    }
    if (!report.recipient) return { type: "ignored", at, reason: "no-sender" };
    const from = { kind: "email", value: report.recipient, name: null };
    return { type: "opt-out", at, from, purpose: "marketing", evidence };
  }
  if (!echo && !externalId) return { type: "ignored", at, reason: "unknown-message" };
  if (report.kind === "delayed") return { type: "ignored", at, reason: "delay" };
  if (report.kind === "delivered") return { type: "status", at, status: "delivered", ...link };
  const failure = { code: report.code, detail: report.detail };
  const effect = report.meaning === "gone" ? { effect: "recipient-gone" as const } : {};
  return { type: "status", at, status: "failed", ...link, failure, ...effect };
}

/** Message-ID of ours that a mail answers: the signed address knows, else In-Reply-To, else References. */
function answered(mail: Email, token: ReplyToken | null, account: Account): string | null {
  if (token) return messageId(token.deliveryId, account);
  const direct = firstId(mail.inReplyTo);
  return direct ?? mail.references?.match(/<[^<>\s]+>/g)?.at(-1) ?? null;
}

function firstId(text: string | undefined): string | null {
  return /<[^<>\s]+>/.exec(text ?? "")?.[0] ?? null;
}

function isAutomaticMail(mail: Email, envelopeFrom: string | undefined): boolean {
  const header = (name: string) =>
    mail.headers.find((one) => one.key === name)?.value.toLowerCase() ?? "";
  const submitted = header("auto-submitted");
  return (
    envelopeFrom === "" ||
    (submitted !== "" && !submitted.startsWith("no")) ||
    header("x-autoreply") !== "" ||
    header("x-autorespond") !== "" ||
    header("list-id") !== "" ||
    /\b(bulk|list|junk|auto_reply)\b/.test(header("precedence"))
  );
}

function sender(mail: Email): InboundSender | null {
  const box = mail.from?.address ? mail.from : mail.sender;
  if (!box?.address?.includes("@")) return null;
  const name = box.name === "" ? null : box.name;
  return { kind: "email", value: box.address.toLowerCase(), name };
}

function readContent(mail: Email, isAnswer: boolean): InboundContent {
  const plain = mail.text?.trim() || htmlToText(mail.html ?? "");
  const words = ownWords(plain);
  // An answer's subject repeats ours; a new thread's says what it is about.
  const text = isAnswer ? words : [mail.subject?.trim(), words].filter(Boolean).join("\n\n");
  const media = mail.attachments.filter(isFile).map(readFile);
  if (media.length > 0) return { type: "media", media, caption: text };
  return mail.html ? { type: "text", text, html: mail.html } : { type: "text", text };
}

function htmlToText(html: string): string {
  const skip = ["img", "blockquote", ".gmail_quote", "#divRplyFwdMsg", "#appendonsend", "style"];
  const selectors = skip.map((selector) => ({ selector, format: "skip" }));
  return convert(html.slice(0, 512_000), { wordwrap: false, selectors }).trim();
}

/** Logos of signatures come along as small inline pictures. */
function isFile(part: Attachment): boolean {
  const size = typeof part.content === "string" ? part.content.length : part.content.byteLength;
  return size > 0 && !(part.related && size < 20_000) && part.mimeType !== "text/calendar";
}

function readFile(part: Attachment): InboundMedia {
  const group = part.mimeType.split("/")[0];
  const kind = group === "image" || group === "video" || group === "audio" ? group : "document";
  const bytes =
    typeof part.content === "string" ? Buffer.from(part.content) : new Uint8Array(part.content);
  const inline = Buffer.from(bytes).toString("base64");
  return { kind, mimeType: part.mimeType, fileName: part.filename, inline };
}
