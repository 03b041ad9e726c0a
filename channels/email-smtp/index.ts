import { defineChannel, type AccountCheck, type SendContext } from "../contract.ts";
import { Account } from "./account.ts";
import { readOutcome } from "./decode.ts";
import { encodeSend, filesOf, serverOf } from "./encode.ts";
import { fields } from "./fields.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

export const emailSmtp = defineChannel<Account>({
  id: "email-smtp",
  channel: "email",
  label: "E-mail (SMTP)",
  addressKinds: ["email"],
  addressScope: "global",
  account: Account,
  secrets: ["password", "replySecret", "dkimPrivateKey"],
  fields,
  limits,
  guarantees: {
    idempotency: "none",
    keyTtlMs: null,
    // A bounce carries our id, but most mails never get one: silence proves nothing.
    echo: "none",
    statuses: ["accepted", "failed"],
  },
  accountKey: (account) => account.replyAddress ?? null,
  async send(message, { account, media, smtp }) {
    const files = filesOf(message);
    const attached = await Promise.all(
      files.map(async (file) => ({ media: file, content: await media.bytes(file) })),
    );
    const encoded = encodeSend(message, account, attached);
    if (!encoded.ok) return { kind: "rejected", code: encoded.code, detail: encoded.detail };
    return readOutcome(await smtp(serverOf(account), encoded.mail));
  },
  webhook,
  check,
  baseUrlField: null,
});

/** SMTP has no question to ask but a mail: this one goes to the sender's own address. */
async function check({ account, smtp, now }: SendContext<Account>): Promise<AccountCheck> {
  const { fromAddress, fromName } = account;
  const answer = await smtp(serverOf(account), {
    from: `"${fromName.replace(/["\\\r\n]/g, "")}" <${fromAddress}>`,
    to: fromAddress,
    envelope: { from: fromAddress, to: fromAddress },
    messageId: `<check.${now.getTime()}@${fromAddress.split("@")[1] ?? "localhost"}>`,
    subject: "Antiphon can send from this address",
    text: "This mail checks the settings of an e-mail account in Antiphon. It needs no answer.",
    html: null,
    headers: { "Auto-Submitted": "auto-generated" },
    attachments: [],
  });
  if (answer.kind === "accepted") return { ok: true, facts: { address: fromAddress } };
  const facts = { server: `${account.host}:${account.port}` };
  if (answer.kind !== "refused") {
    return { ok: false, problem: "no-answer", facts, said: answer.detail };
  }
  const isBroken = readOutcome(answer).kind === "account-broken";
  const problem = isBroken ? "credentials" : "refused";
  return { ok: false, problem, facts, said: answer.response };
}
