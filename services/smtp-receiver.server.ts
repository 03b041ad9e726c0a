import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { WebhookRequest } from "#channels/contract.ts";
import { loadAccountsByKey } from "./account-cache.server.ts";
import { acceptWebhook } from "./inbound.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** The adapter whose mails come in here. */
const ADAPTER_ID = "email-smtp";
/** Well below the 16 MB a document of the journal may have. */
const MAIL_BYTES_MAX = 12 * 1_024 * 1_024;
const RECIPIENTS_MAX = 20;
const CLIENTS_MAX = 50;

export interface InboundMail {
  /** Empty for reports: nobody wants an answer to those. */
  readonly mailFrom: string;
  readonly rcptTo: string;
  /** The mail as it came. */
  readonly body: Uint8Array;
}

export type MailAnswer = "accepted" | "duplicate" | "unknown-address" | "too-large" | "later";

/**
 * A mail becomes a call of the webhook journal, signed with the account's own secret, so that it is
 * stored, understood and replayed like any other.
 */
export async function acceptInboundMail(mail: InboundMail, rt: Runtime): Promise<MailAnswer> {
  const call = callOf(mail, rt);
  const [owner] = await ownersOf(call, rt);
  if (!owner) return "unknown-address";
  const request = owner.adapter.webhook.stamp?.(call, owner.account) ?? call;
  const accepted = await acceptWebhook(
    { adapterId: ADAPTER_ID, accountId: owner.row._id, request, maxBytes: MAIL_BYTES_MAX },
    rt,
  );
  switch (accepted.kind) {
    case "accepted":
    case "challenge":
      return "accepted";
    case "duplicate":
      return "duplicate";
    case "too-large":
      return "too-large";
    case "unknown-account":
    case "unknown-channel":
      return "unknown-address";
    case "bad-signature":
    case "store-failed":
      return "later";
  }
}

/** Only addresses of an account are taken: this is no relay and no catch-all. */
async function isMailAddress(rcptTo: string, rt: Runtime): Promise<boolean> {
  const call = callOf({ mailFrom: "", rcptTo, body: new Uint8Array() }, rt);
  return (await ownersOf(call, rt)).length > 0;
}

function ownersOf(call: WebhookRequest, rt: Runtime) {
  const keys = rt.findChannel(ADAPTER_ID)?.webhook.locate?.(call) ?? [];
  return loadAccountsByKey(ADAPTER_ID, keys, rt);
}

function callOf({ mailFrom, rcptTo, body }: InboundMail, rt: Runtime): WebhookRequest {
  return {
    method: "POST",
    url: `${rt.publicUrl}/webhooks/${ADAPTER_ID}`,
    headers: {
      "content-type": "message/rfc822",
      "x-antiphon-mail-from": mailFrom,
      "x-antiphon-rcpt-to": rcptTo,
    },
    body,
    now: rt.now(),
  };
}

export interface SmtpReceiver {
  readonly port: number;
  close(): Promise<void>;
}

/** The built-in mail receiver. Put it behind an MX or let your mail server forward to it. */
export async function startSmtpReceiver(
  rt: Runtime,
  listenOn: { readonly port: number; readonly host: string } = {
    port: rt.config.SMTP_IN_PORT,
    host: rt.config.HOST,
  },
): Promise<SmtpReceiver> {
  const server = createServer(rt);
  server.on("error", (error) => {
    // Broken-off sessions of the open internet: counted by the log, nobody has to look.
    rt.log.debug({ event: "smtp-receiver.session-failed", err: error }, "mail session ended");
  });
  const port = await listen(server, listenOn);
  rt.log.info({ event: "smtp-receiver.started", port }, "mail receiver listens");
  return {
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What a web process does at start. null = switched off (port 0), or another process has the port. */
export async function openSmtpReceiver(rt: Runtime): Promise<SmtpReceiver | null> {
  if (rt.config.SMTP_IN_PORT === 0) return null;
  try {
    return await startSmtpReceiver(rt);
  } catch (error) {
    rt.log.warn({ event: "smtp-receiver.not-started", err: error }, "mail receiver not started");
    return null;
  }
}

function createServer(rt: Runtime): SMTPServer {
  return new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    authOptional: true,
    banner: "Antiphon mail receiver",
    size: MAIL_BYTES_MAX,
    maxClients: CLIENTS_MAX,
    socketTimeout: 60_000,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    onRcptTo(address, session, done) {
      if (session.envelope.rcptTo.length >= RECIPIENTS_MAX) {
        return done(refusal(452, "4.5.3 Too many recipients"));
      }
      isMailAddress(address.address, rt).then(
        (isOurs) => done(isOurs ? null : refusal(550, "5.1.1 No such address here")),
        (error: unknown) => done(failure(error, rt)),
      );
    },
    onData(stream, session, done) {
      receive(stream, session, rt).then(
        (answer) => done(answer === null ? null : refusal(...answer)),
        (error: unknown) => done(failure(error, rt)),
      );
    },
  });
}

/** null = taken; else the reply code and sentence. */
async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  rt: Runtime,
): Promise<readonly [number, string] | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Read to the end even when too large: the answer comes after the data in SMTP.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAIL_BYTES_MAX) chunks.push(chunk);
  }
  if (stream.sizeExceeded || size > MAIL_BYTES_MAX) return [552, "5.3.4 Too large"];
  const body = Buffer.concat(chunks);
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? "" : mailFrom.address;
  const answers = await Promise.all(
    rcptTo.map(({ address }) => acceptInboundMail({ mailFrom: from, rcptTo: address, body }, rt)),
  );
  // One answer for all: a repeat is recognised, so asking for the whole mail again costs nothing.
  if (answers.includes("later")) return [451, "4.3.0 Try again later"];
  if (answers.includes("too-large")) return [552, "5.3.4 Too large"];
  const isTaken = answers.some((answer) => answer === "accepted" || answer === "duplicate");
  return isTaken ? null : [550, "5.1.1 No such address here"];
}

function listen(server: SMTPServer, { port, host }: { port: number; host: string }) {
  return new Promise<number>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, () => {
      server.server.off("error", reject);
      const address = server.server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function failure(error: unknown, rt: Runtime): Error {
  rt.log.warn({ event: "smtp-receiver.failed", err: error }, "a mail could not be taken");
  return refusal(451, "4.3.0 Try again later");
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
