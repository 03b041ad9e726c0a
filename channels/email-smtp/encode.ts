import type { MediaRef, OutboundMessage } from "#core/message/message.ts";
import type { SmtpMail, SmtpServer } from "../contract.ts";
import type { Account } from "./account.ts";
import { referencesMax } from "./limits.ts";
import { messageId, tokenAddress } from "./reply-address.ts";

export type Encoded =
  | { readonly ok: true; readonly mail: SmtpMail }
  | { readonly ok: false; readonly code: string; readonly detail: string };

export interface Attached {
  readonly media: MediaRef;
  readonly content: Uint8Array;
}

/** The files of a message, for the caller to read before encoding. */
export function filesOf({ content }: OutboundMessage): readonly MediaRef[] {
  if (content.type === "media") return [content.media];
  return content.type === "email" ? content.attachments : [];
}

export function encodeSend(
  message: OutboundMessage,
  account: Account,
  attached: readonly Attached[],
): Encoded {
  const body = readBody(message, account);
  if (!body) {
    const detail = `An e-mail cannot carry "${message.content.type}"`;
    return { ok: false, code: "unsupported-content", detail };
  }
  const to = oneLine(message.to.value);
  const mail: SmtpMail = {
    from: mailbox(account.fromName, account.fromAddress),
    to,
    envelope: { from: tokenAddress("b", message.deliveryId, account) ?? account.fromAddress, to },
    messageId: messageId(message.deliveryId, account),
    subject: oneLine(body.subject),
    ...withUnsubscribe(body, message.unsubscribeUrl ?? null, account.unsubscribeLabel),
    headers: headersOf(message, account),
    ...threading(message),
    attachments: attached.map(({ media, content }) => ({
      fileName: oneLine(media.fileName),
      mimeType: media.mimeType,
      content,
    })),
  };
  return { ok: true, mail };
}

export function serverOf(account: Account): SmtpServer {
  const { host, port, secure, user, password, dkimDomain, dkimSelector, dkimPrivateKey } = account;
  const dkim =
    dkimDomain && dkimSelector && dkimPrivateKey
      ? { domain: dkimDomain, selector: dkimSelector, privateKey: toPem(dkimPrivateKey) }
      : null;
  return { host, port, secure, user: user ?? null, password: password ?? null, dkim };
}

/** A password field drops line breaks; without them no library reads the key. */
function toPem(text: string): string {
  const [, label = "PRIVATE KEY", body = ""] =
    /-----BEGIN ([A-Z ]+)-----([\s\S]*?)-----END/.exec(text) ?? [];
  const lines = body.replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

interface Body {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

function readBody({ content }: OutboundMessage, account: Account): Body | null {
  switch (content.type) {
    case "email":
      return { subject: content.subject, text: content.text, html: content.html };
    case "text":
      return { subject: account.fromName, text: content.text, html: null };
    case "media":
      return { subject: account.fromName, text: content.caption ?? "", html: null };
    case "buttons":
    case "list":
    case "template":
      return null;
  }
}

/** Mailbox providers want a link people can see beside the header; a template may have its own. */
function withUnsubscribe(
  { text, html }: Body,
  url: string | null,
  label: string,
): { text: string; html: string | null } {
  if (!url) return { text, html };
  return {
    text: text.includes(url) ? text : `${text}\n\n${label}: ${url}\n`,
    html: html === null || html.includes(escapeHtml(url)) ? html : addLink(html, url, label),
  };
}

function addLink(html: string, url: string, label: string): string {
  const link =
    `<p style="margin:24px 0 0;font-size:12px;color:#55635f">` +
    `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a></p>`;
  const end = html.toLowerCase().lastIndexOf("</body>");
  return end < 0 ? html + link : html.slice(0, end) + link + html.slice(end);
}

function headersOf(message: OutboundMessage, account: Account): Record<string, string> {
  const { deliveryId, unsubscribeUrl, purpose } = message;
  const replyTo = tokenAddress("r", deliveryId, account);
  const byMail = tokenAddress("u", deliveryId, account);
  const headers: Record<string, string> = { "X-Antiphon-Delivery": deliveryId };
  if (replyTo) headers["Reply-To"] = mailbox(account.fromName, replyTo);
  if (unsubscribeUrl) {
    const mailto = byMail ? `, <mailto:${byMail}?subject=unsubscribe>` : "";
    headers["List-Unsubscribe"] = `<${unsubscribeUrl}>${mailto}`;
    headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click";
  }
  if (purpose === "marketing" || purpose === "call-out") {
    const domain = account.fromAddress.split("@")[1] ?? "";
    headers["List-Id"] = `${phrase(account.fromName)} <${purpose}.${domain}>`;
  }
  return headers;
}

function threading(message: OutboundMessage): Pick<SmtpMail, "inReplyTo" | "references"> {
  const { inReplyTo } = message;
  const all = [...(message.references ?? [])];
  if (inReplyTo && !all.includes(inReplyTo)) all.push(inReplyTo);
  if (all.length === 0) return {};
  const max = referencesMax.value;
  // The root and the newest keep a thread together; the middle is what may go.
  const kept = all.length <= max ? all : [...all.slice(0, 1), ...all.slice(1 - max)];
  return { references: kept, ...(inReplyTo ? { inReplyTo } : {}) };
}

function mailbox(name: string, address: string): string {
  return `${phrase(name)} <${oneLine(address)}>`;
}

function phrase(text: string): string {
  return `"${oneLine(text).replace(/["\\]/g, "\\$&")}"`;
}

/** A line break in a header would start another header. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ").trim();
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
