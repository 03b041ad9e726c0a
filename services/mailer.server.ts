import type { SmtpServer } from "#channels/contract.ts";
import { type AccountMail, mailLanguage, mailWords } from "#core/access/account-mail.ts";
import type { Runtime } from "./runtime.server.ts";

export type MailRuntime = Pick<Runtime, "config" | "log" | "newId" | "publicUrl" | "smtp">;

export type AddressedMail = AccountMail & {
  readonly to: string;
  /** The reader's language; one we do not write is read as English. */
  readonly language: string | null | undefined;
};

/** Port of the simulator's own mail server, where development mail goes to be looked at. */
const SIMULATOR_SMTP_PORT = 3025;

/** Mail about the account itself; campaigns go through the e-mail channel. False when it did not leave. */
export async function sendMail(mail: AddressedMail, rt: MailRuntime): Promise<boolean> {
  const server = mailServer(rt);
  if (!server) {
    rt.log.warn({ event: "mail.not-sent", kind: mail.kind }, "no SMTP_URL is set: mail not sent");
    return false;
  }
  const host = new URL(rt.publicUrl).hostname;
  const from = `no-reply@${host.includes(".") ? host : `${host}.localdomain`}`;
  const { subject, text } = mailWords(mail, mailLanguage(mail.language));
  const answer = await rt.smtp(server, {
    from: `Antiphon <${from}>`,
    to: mail.to,
    envelope: { from, to: mail.to },
    messageId: `<${rt.newId("message")}@${host}>`,
    subject,
    text,
    html: null,
    headers: { "auto-submitted": "auto-generated" },
    attachments: [],
  });
  if (answer.kind === "accepted") return true;
  rt.log.error({ event: "mail.not-sent", kind: mail.kind, outcome: answer.kind }, "mail not sent");
  return false;
}

/** SMTP_URL where set; the simulator's own server where that runs; else there is no mail. */
export function mailServer(rt: Pick<Runtime, "config">): SmtpServer | null {
  const { SMTP_URL, SIMULATOR, NODE_ENV } = rt.config;
  if (SMTP_URL) return parseSmtpUrl(SMTP_URL);
  const isSimulated = SIMULATOR ?? NODE_ENV === "development";
  if (!isSimulated) return null;
  const host = "127.0.0.1";
  return { host, port: SIMULATOR_SMTP_PORT, secure: false, user: null, password: null, dkim: null };
}

function parseSmtpUrl(text: string): SmtpServer {
  const url = new URL(text);
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    user: url.username ? decodeURIComponent(url.username) : null,
    password: url.password ? decodeURIComponent(url.password) : null,
    dkim: null,
  };
}
