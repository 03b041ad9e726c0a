import nodemailer from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emailSmtp } from "#channels/email-smtp/index.ts";
import { aMessage, sendContext } from "#channels/testkit.ts";
import { ChannelAccounts } from "#models/channel-account.server.ts";
import { Receipts } from "#models/receipt.server.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { createAccount } from "./accounts.server.ts";
import { acceptInboundMail, startSmtpReceiver, type SmtpReceiver } from "./smtp-receiver.server.ts";

useTestDatabase();

const rt = testRuntime({ findChannel: (id) => (id === "email-smtp" ? emailSmtp : null) });
const account = {
  host: "mx.test",
  port: 587,
  secure: false,
  fromAddress: "hello@quay.test",
  fromName: "Quay Books",
  replyAddress: "reply@in.quay.test",
  replySecret: "0123456789abcdef-secret",
  unsubscribeLabel: "Unsubscribe",
};
let receiver: SmtpReceiver;
let accountId: string;

beforeAll(async () => {
  const saved = await createAccount(
    { workspaceId: "wsp_1", adapterId: "email-smtp", name: "Quay", values: account },
    rt,
  );
  if (!saved.ok) throw new Error(saved.error);
  accountId = saved.value._id;
  receiver = await startSmtpReceiver(rt, { port: 0, host: "127.0.0.1" });
});

afterAll(() => receiver.close());

/** The reply address of a delivery, as the person's mail client sees it. */
async function replyAddress(deliveryId: string): Promise<string> {
  const message = aMessage({
    deliveryId,
    to: { kind: "email", value: "nina@example.test" },
    content: { type: "email", subject: "Spring", text: "Hello", html: null, attachments: [] },
  });
  const own = testRuntime();
  await emailSmtp.send(message, sendContext(account, { smtp: own.smtp }));
  return /<([^>]+)>/.exec(own.mails[0]?.headers["Reply-To"] ?? "")?.[1] ?? "";
}

function give(to: string, text: string, messageId: string) {
  const { port } = receiver;
  const transport = nodemailer.createTransport({ host: "127.0.0.1", port, ignoreTLS: true });
  const from = "Nina <nina@example.test>";
  return transport.sendMail({ from, to, subject: "Re: Spring", text, messageId });
}

test("an answer by mail stands in the journal and is read as an answer to its delivery", async () => {
  const deliveryId = "dlv_01JTESTRUN0123456789ABCDEF";
  await give(await replyAddress(deliveryId), "Two copies please", "<a1@example.test>");
  const rows = await Receipts.find({}).lean();
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error("no receipt");
  expect(row).toMatchObject({ accountId, workspaceId: "wsp_1", state: "new" });
  const request = { ...row.request, body: Buffer.from(row.body.buffer), now: row.at };
  expect(emailSmtp.webhook.verify(request, account)).toEqual({ ok: true });
  expect(await emailSmtp.webhook.parse(request, account)).toMatchObject([
    {
      type: "message",
      from: { kind: "email", value: "nina@example.test" },
      content: { text: "Two copies please" },
      inReplyTo: `<${deliveryId}@quay.test>`,
    },
  ]);
});

test("the same mail given twice is kept once", async () => {
  await give("reply@in.quay.test", "Hello", "<twice@example.test>");
  const before = await Receipts.countDocuments({});
  await give("reply@in.quay.test", "Hello", "<twice@example.test>");
  expect(await Receipts.countDocuments({})).toBe(before);
});

test("it is no relay: an address of nobody is refused", async () => {
  const refused = give("someone@elsewhere.test", "Hello", "<r1@example.test>");
  await expect(refused).rejects.toMatchObject({ responseCode: 550 });
});

test("a mail too large is refused with the size it may have", async () => {
  const body = new Uint8Array(13 * 1_024 * 1_024);
  const mail = { mailFrom: "nina@example.test", rcptTo: "reply@in.quay.test", body };
  expect(await acceptInboundMail(mail, rt)).toBe("too-large");
});

test("a mail to an account that is gone is refused", async () => {
  const rcptTo = "gone@in.quay.test";
  expect(await ChannelAccounts.countDocuments({ accountKey: rcptTo })).toBe(0);
  const mail = { mailFrom: "", rcptTo, body: new Uint8Array([65]) };
  expect(await acceptInboundMail(mail, rt)).toBe("unknown-address");
});
