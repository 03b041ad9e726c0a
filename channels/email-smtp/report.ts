import type { Attachment, Email } from "postal-mime";
import { enhancedIn, meaningOf, type Meaning } from "./status-code.ts";

/** A mail system's word about a mail of ours. */
export type Report =
  | {
      readonly kind: "bounce" | "delayed" | "delivered";
      readonly recipient: string | null;
      /** Message-ID and delivery id of ours, from the returned headers. */
      readonly about: Returned;
      readonly code: string;
      readonly detail: string;
      readonly meaning: Meaning;
    }
  | { readonly kind: "complaint"; readonly recipient: string | null; readonly about: Returned };

interface Returned {
  readonly messageId: string | null;
  readonly deliveryId: string | null;
}

const nothing: Returned = { messageId: null, deliveryId: null };

/** null = a person's mail (or an automatic answer), not a report. `isBounceAddress`: it came to our envelope sender. */
export function readReport(mail: Email, isBounceAddress: boolean): Report | null {
  const about = returnedOf(mail);
  const feedback = partOf(mail, "message/feedback-report");
  if (feedback !== null) return readComplaint(feedback, about);
  const status = partOf(mail, "message/delivery-status");
  if (status !== null) return readStatus(status, mail, about);
  return isBounceAddress || isFromMailSystem(mail) ? readProse(mail, about) : null;
}

function readComplaint(text: string, about: Returned): Report | null {
  const fields = readFields(text);
  const type = fields.get("feedback-type");
  // Authentication reports share the format and complain about nobody.
  if (type === "auth-failure" || type === "not-spam") return null;
  const recipient = fields.get("original-rcpt-to") ?? fields.get("removal-recipient") ?? null;
  return { kind: "complaint", recipient: recipient && stripType(recipient), about };
}

function readStatus(text: string, mail: Email, about: Returned): Report {
  // Blocks are parted by empty lines: the message first, then one per recipient.
  const blocks = text.split(/\n\s*\n/).map(readFields);
  const fields = blocks.find((block) => block.has("action") || block.has("final-recipient"));
  const recipient = fields?.get("final-recipient") ?? fields?.get("original-recipient") ?? null;
  const detail = sentence(fields?.get("diagnostic-code") ?? mail.text ?? "");
  const enhanced = enhancedIn(fields?.get("status") ?? "") ?? enhancedIn(detail);
  const action = fields?.get("action")?.toLowerCase() ?? "failed";
  const kind =
    action === "delayed" ? "delayed" : action === "failed" ? "bounce" : ("delivered" as const);
  const code = replyCode(detail);
  return {
    kind,
    recipient: recipient && stripType(recipient),
    about,
    code: enhanced ?? String(code || "bounce"),
    detail,
    meaning: meaningOf({ code, enhanced, text: detail }),
  };
}

/** Bounces of older systems are prose. The code or the phrase in it decides; without either it is soft. */
function readProse(mail: Email, about: Returned): Report {
  const text = `${mail.subject ?? ""}\n${mail.text ?? mail.html?.replace(/<[^>]*>/g, " ") ?? ""}`;
  const head = text.slice(0, 8_000);
  const enhanced = enhancedIn(head);
  const code = replyCode(head);
  const recipient = /<([^<>\s@]{1,64}@[^<>\s]{1,255})>/.exec(head)?.[1]?.toLowerCase() ?? null;
  const kind = /\b(delayed|warning|will be retried|not yet)\b/i.test(mail.subject ?? "")
    ? "delayed"
    : "bounce";
  return {
    kind,
    recipient,
    about,
    code: enhanced ?? String(code || "bounce"),
    detail: sentence(head),
    meaning: meaningOf({ code, enhanced, text: head }),
  };
}

/** Daemons name themselves; an empty envelope sender alone is also what an out-of-office uses. */
function isFromMailSystem(mail: Email): boolean {
  const from = mail.from?.address?.toLowerCase() ?? "";
  const isDaemon = /^(mailer-daemon|postmaster|mail-daemon)@/.test(from);
  const subject = mail.subject ?? "";
  return (
    isDaemon &&
    /(undeliver|delivery (status|failure|has failed)|returned mail|failure notice|mail delivery failed|onbestelbaar|unzustellbar|non remis)/i.test(
      subject,
    )
  );
}

function returnedOf(mail: Email): Returned {
  for (const type of ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"]) {
    const part = partOf(mail, type);
    if (part === null) continue;
    const fields = readFields(part.split(/\r?\n\r?\n/)[0] ?? "");
    return {
      messageId: fields.get("message-id") ?? null,
      deliveryId: fields.get("x-antiphon-delivery") ?? null,
    };
  }
  // Prose bounces quote the head of ours in their text.
  const id = /X-Antiphon-Delivery:\s*(dlv_\w{10,40})/i.exec(mail.text ?? "")?.[1];
  return id ? { ...nothing, deliveryId: id } : nothing;
}

function partOf(mail: Email, mimeType: string): string | null {
  const part = mail.attachments.find((one) => one.mimeType === mimeType);
  return part ? textOf(part) : null;
}

function textOf({ content }: Attachment): string {
  if (typeof content === "string") return content;
  return new TextDecoder().decode(content).replace(/\r\n/g, "\n");
}

function readFields(block: string): ReadonlyMap<string, string> {
  const unfolded = block.replace(/\n[ \t]+/g, " ");
  const fields = new Map<string, string>();
  for (const line of unfolded.split("\n")) {
    const [, name, value] = /^([A-Za-z][\w-]{0,60}):\s*(.{0,2000})/.exec(line) ?? [];
    if (name && value !== undefined && !fields.has(name.toLowerCase())) {
      fields.set(name.toLowerCase(), value.trim());
    }
  }
  return fields;
}

/** `rfc822; Ana@Example.test` → `ana@example.test` */
function stripType(value: string): string {
  return value
    .replace(/^[\w-]+;\s*/, "")
    .replace(/^<|>$/g, "")
    .trim()
    .toLowerCase();
}

function replyCode(text: string): number {
  return Number(/(?<![\d.])([45]\d\d)(?=[ -])/.exec(text)?.[1] ?? 0);
}

function sentence(text: string): string {
  return text
    .replace(/^smtp;\s*/i, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
