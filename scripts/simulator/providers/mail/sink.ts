import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import type { Desk } from "../../desk.ts";
import { withFaults, type Dialect } from "../../faults.ts";
import { json, type SimAccount, type SimAnswer, type SimMedia } from "../../provider.ts";

/** Antiphon's own mails (password reset, invitations) belong to no channel account. */
const houseAccount: SimAccount = {
  accountId: "mail-house",
  adapterId: "email-smtp",
  name: "Antiphon",
  webhookUrl: null,
  settings: {},
  hasReceipts: false,
};

const reply = (status: number, text: string): SimAnswer => json(status, { text });
const dialect: Dialect = {
  throttled: () => reply(451, "4.7.1 Too many mails, try again later"),
  serverError: () => reply(451, "4.3.0 Temporary failure"),
  expiredToken: () => reply(535, "5.7.8 Authentication credentials invalid"),
  invalidNumber: () => reply(550, "5.1.1 No such user here"),
};

/** The usual port is 24 above the page's; a taken one gives way to any free one. */
export async function startSink(desk: Desk): Promise<{ port: number; stop(): Promise<void> }> {
  const usual = Number(process.env["SIMULATOR_SMTP_PORT"] ?? Number(new URL(desk.url).port) + 24);
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    banner: "simulator: nothing leaves this machine",
    size: 30 * 1_024 * 1_024,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? "anyone" }),
    onData(stream, session, done) {
      void receive(stream, session, desk).then((answer) => settle(server, session, answer, done));
    },
  });
  // A sender that hangs up is its own business.
  server.on("error", () => {});
  const port = await listen(server, usual).catch(() => listen(server, 0));
  return {
    port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(server: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error);
    server.server.once("error", fail);
    server.listen(port, "127.0.0.1", () => {
      server.server.off("error", fail);
      const address = server.server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  desk: Desk,
): Promise<SimAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const mail = await PostalMime.parse(Buffer.concat(chunks));
  const { mailFrom, rcptTo } = session.envelope;
  const from = mailFrom === false ? "" : mailFrom.address;
  const [first] = rcptTo;
  if (!first) return reply(554, "5.5.1 No recipients");
  const to = first.address.toLowerCase();
  const account = accountOf(desk, mail, to);
  return withFaults(desk, { account, to }, dialect, async () => {
    const isBlocked = desk.hasBlocked(account.accountId, to);
    const messageId = mail.messageId ?? `<${desk.nextId("mail")}@simulator>`;
    const header = (name: string) => mail.headers.find((one) => one.key === name)?.value ?? "";
    await desk.accept({
      account,
      to,
      messageId,
      echo: header("x-antiphon-delivery") || null,
      content: await readContent(desk, mail),
      inReplyTo: mail.inReplyTo ?? null,
      extra: {
        envelopeFrom: from,
        replyTo: mail.replyTo?.[0]?.address ?? mail.from?.address ?? "",
        unsubscribe: header("list-unsubscribe"),
        subject: mail.subject ?? "",
        references: mail.references ?? "",
      },
      failure: isBlocked ? { code: "5.1.1", detail: "User unknown" } : null,
    });
    return reply(250, "2.0.0 Kept");
  });
}

function accountOf(desk: Desk, mail: Email, to: string): SimAccount {
  const from = mail.from?.address?.toLowerCase() ?? "";
  const known = desk.accountBy("email-smtp", "fromAddress", from);
  if (known) return known;
  if (!desk.account(houseAccount.accountId)) desk.save({ t: "account", account: houseAccount });
  // Whoever signs up gets a mailbox on the desk, or nobody could read the mail.
  if (!desk.phoneAt(houseAccount.accountId, to)) {
    const none = { story: null, locale: null, phone: null, addresses: {} };
    const person = {
      personId: `mail-${to}`,
      name: to,
      email: to,
      adapterIds: ["email-smtp"],
      ...none,
    };
    desk.save({ t: "person", person });
  }
  return houseAccount;
}

async function readContent(desk: Desk, mail: Email) {
  const media: SimMedia[] = [];
  for (const part of mail.attachments) {
    if (part.related || typeof part.content === "string") continue;
    const mediaId = desk.nextId("6");
    await desk.journal.putMedia(mediaId, new Uint8Array(part.content));
    const group = part.mimeType.split("/")[0];
    const kind = group === "image" || group === "video" || group === "audio" ? group : "document";
    media.push({ mediaId, kind, mimeType: part.mimeType, fileName: part.filename ?? "file" });
  }
  const { subject, html } = mail;
  return { text: mail.text?.trim() ?? "", subject, html, media, choices: [] };
}

/** Puts an answer of the desk in SMTP's words; a cut or hanging answer cuts or hangs the session. */
function settle(
  server: SMTPServer,
  session: SMTPServerSession,
  answer: SimAnswer,
  done: (error?: Error | null, message?: string) => void,
): void {
  if (answer.kind === "hang") return;
  if (answer.kind === "reset") return cut(server, session);
  const body = typeof answer.body === "string" ? answer.body : "";
  const text = body.startsWith("{") ? (JSON.parse(body) as { text: string }).text : null;
  // An answer nobody can read: the connection ends without a word after DATA.
  if (text === null) return cut(server, session);
  if (answer.status === 250) return done(null, text);
  done(Object.assign(new Error(text), { responseCode: answer.status }));
}

interface Connection {
  readonly session: SMTPServerSession;
  readonly _socket: { destroy(): void };
}

function cut(server: SMTPServer, session: SMTPServerSession): void {
  const { connections } = server as unknown as { connections: Set<Connection> };
  for (const connection of connections) {
    if (connection.session === session) connection._socket.destroy();
  }
}
