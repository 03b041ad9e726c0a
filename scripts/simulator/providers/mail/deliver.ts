import nodemailer, { type SendMailOptions } from "nodemailer";
import type { Desk } from "../../desk.ts";
import type { Act, SimAccount, SimMessage } from "../../provider.ts";

/** What a mailbox sends back: answers to the reply address, delivery reports to the envelope sender. */
export async function deliver(act: Act, account: SimAccount, desk: Desk): Promise<void> {
  if (act.type === "said") {
    const mail = await answerMail(act, account, desk);
    if (mail) await hand(mail, account);
  }
  if (act.type === "status" && act.status === "failed") {
    const to = act.extra["envelopeFrom"] ?? "";
    if (to !== "") await hand(reportMail(act, to), account);
  }
}

async function hand(mail: SendMailOptions, account: SimAccount): Promise<void> {
  const transport = nodemailer.createTransport({
    ...receiverOf(account),
    secure: false,
    ignoreTLS: true,
    connectionTimeout: 5_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail(mail);
  } catch (error) {
    // A refusal for good is the receiver's answer; only the rest is worth another try.
    const code = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0;
    if (code < 500) throw error;
    console.error(`simulator: a mail was refused: ${String(error)}`);
  } finally {
    transport.close();
  }
}

/** An account may name its receiver as smtp://host:port; the usual one is Antiphon's on this machine. */
function receiverOf(account: SimAccount): { host: string; port: number } {
  if (account.webhookUrl?.startsWith("smtp:")) {
    const { hostname, port } = new URL(account.webhookUrl);
    return { host: hostname, port: Number(port || 2525) };
  }
  return { host: "127.0.0.1", port: Number(process.env["SMTP_IN_PORT"] ?? 2525) };
}

async function answerMail(
  act: Extract<Act, { type: "said" }>,
  account: SimAccount,
  desk: Desk,
): Promise<SendMailOptions | null> {
  const { target, actor } = act;
  const to = target?.extra["replyTo"] || String(account.settings["replyAddress"] ?? "");
  if (to === "") return null;
  const subject = target?.content.subject ?? "";
  const attachments = await Promise.all(
    act.media.map(async (one) => ({
      filename: one.fileName,
      contentType: one.mimeType,
      content: Buffer.from((await desk.journal.media(one.mediaId)) ?? new Uint8Array()),
    })),
  );
  return {
    from: { name: actor.name, address: actor.address },
    to,
    envelope: { from: actor.address, to },
    messageId: `<${act.messageId}@${actor.address.split("@")[1] ?? "simulator"}>`,
    subject: subject === "" ? "Hello" : /^re:/i.test(subject) ? subject : `Re: ${subject}`,
    text: target ? `${act.text}\n\n${quote(target, account.name)}` : act.text,
    attachments,
    ...(target ? threading(target) : {}),
  };
}

function threading(target: SimMessage): Pick<SendMailOptions, "inReplyTo" | "references"> {
  const before = target.extra["references"] ?? "";
  return { inReplyTo: target.messageId, references: `${before} ${target.messageId}`.trim() };
}

/** Mail clients quote what they answer, so the parser at the other end earns its keep. */
function quote(target: SimMessage, name: string): string {
  const day = new Date(target.at).toUTCString();
  const lines = target.content.text.split("\n").slice(0, 12);
  return [`On ${day}, ${name} wrote:`, "", ...lines.map((line) => `> ${line}`)].join("\n");
}

function reportMail(act: Extract<Act, { type: "status" }>, to: string): SendMailOptions {
  const code = act.failure?.code ?? "5.0.0";
  const detail = act.failure?.detail ?? "Undeliverable";
  const boundary = "simulator-report";
  const parts = [
    `From: Mail Delivery System <mailer-daemon@simulator.test>`,
    `To: ${to}`,
    `Subject: Undelivered Mail Returned to Sender`,
    `Message-ID: <report.${act.messageId.replace(/[<>]/g, "")}.${act.at}>`,
    `Auto-Submitted: auto-replied`,
    `MIME-Version: 1.0`,
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `Your mail could not be delivered to ${act.to}: ${detail}`,
    `--${boundary}`,
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; simulator.test",
    "",
    `Final-Recipient: rfc822; ${act.to}`,
    "Action: failed",
    `Status: ${code}`,
    `Diagnostic-Code: smtp; 550 ${code} ${detail}`,
    "",
    `--${boundary}`,
    "Content-Type: text/rfc822-headers",
    "",
    `Message-ID: ${act.messageId}`,
    "",
    `--${boundary}--`,
    "",
  ];
  return { envelope: { from: "", to }, raw: parts.join("\r\n") };
}
