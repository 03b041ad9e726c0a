import type { Readable } from "node:stream";
import nodemailer, { type Transporter } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool/index.js";
import type { SmtpAnswer, SmtpMail, SmtpPort, SmtpServer } from "#channels/contract.ts";

export interface SmtpClient {
  readonly port: SmtpPort;
  close(): void;
}

/** One pooled transport per mail server. Like the HTTP port it never throws. */
export function createSmtpClient(): SmtpClient {
  const transports = new Map<string, Transporter<SMTPPool.SentMessageInfo, SMTPPool.Options>>();

  function transportFor(server: SmtpServer) {
    const key = JSON.stringify(server);
    const known = transports.get(key);
    if (known) return known;
    const fresh = nodemailer.createTransport({
      host: server.host,
      port: server.port,
      secure: server.secure,
      pool: true,
      maxConnections: 4,
      // The pool would send a message again after a lost connection, even one already handed over.
      maxRequeues: 0,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      // A message body never makes us read a file or fetch a URL.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(server.user === null ? {} : { auth: { user: server.user, pass: server.password ?? "" } }),
      ...(server.dkim === null ? {} : { dkim: dkimOf(server.dkim) }),
    });
    fresh.use("stream", watchHandover);
    transports.set(key, fresh);
    return fresh;
  }

  return {
    async port(server, mail) {
      const handover: Handover = { stream: null };
      try {
        const message = { ...envelopeOf(mail), handover };
        const sent: SMTPPool.SentMessageInfo = await transportFor(server).sendMail(message);
        return { kind: "accepted", messageId: mail.messageId, response: sent.response };
      } catch (error) {
        return readFailure(error, handover.stream?.readableDidRead === true);
      }
    },
    close() {
      for (const transport of transports.values()) transport.close();
    },
  };
}

// RFC 8058 wants both unsubscribe headers signed; the library's own list lacks the second.
const signedHeaders = [
  "from:sender:reply-to:subject:date:message-id:to:cc:mime-version:content-type",
  "content-transfer-encoding:in-reply-to:references:list-id:list-unsubscribe:list-unsubscribe-post",
].join(":");

function dkimOf({ domain, selector, privateKey }: NonNullable<SmtpServer["dkim"]>) {
  return {
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: signedHeaders,
  };
}

function envelopeOf(mail: SmtpMail) {
  return {
    from: mail.from,
    to: mail.to,
    envelope: mail.envelope,
    messageId: mail.messageId,
    subject: mail.subject,
    text: mail.text,
    headers: { ...mail.headers },
    attachments: mail.attachments.map(({ fileName, mimeType, content }) => ({
      filename: fileName,
      contentType: mimeType,
      content: Buffer.from(content),
    })),
    ...(mail.html === null ? {} : { html: mail.html }),
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: mail.inReplyTo }),
    ...(mail.references === undefined ? {} : { references: [...mail.references] }),
  };
}

/** The bytes of one message: read only once the server asked for them (354 after DATA). */
interface Handover {
  stream: Readable | null;
}

interface Watched {
  readonly data: { readonly handover?: Handover };
  readonly message: { createReadStream(options?: object): Readable };
}

/** Keeps hold of the stream nodemailer sends from: its errors do not say how far it came. */
function watchHandover(mail: unknown, done: (error?: Error | null) => void): void {
  const { data, message } = mail as Watched;
  const make = message.createReadStream.bind(message);
  message.createReadStream = (options) => {
    const stream = make(options);
    if (data.handover) data.handover.stream = stream;
    return stream;
  };
  done();
}

/** A code from the server is its word. Without one, a message that began to leave may have arrived. */
function readFailure(error: unknown, wasHandedOver: boolean): SmtpAnswer {
  const fields: { responseCode?: unknown; response?: unknown } =
    error instanceof Error && "responseCode" in error ? error : {};
  const detail = error instanceof Error ? error.message : String(error);
  const code = fields.responseCode;
  if (typeof code !== "number" || code === 0) {
    return { kind: wasHandedOver ? "ambiguous" : "not-sent", detail };
  }
  const response = typeof fields.response === "string" ? fields.response : detail;
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
  return { kind: "refused", code, enhanced, response };
}
