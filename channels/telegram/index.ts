import type { OutboundMessage } from "#core/message/message.ts";
import { defineChannel, type SendContext } from "../contract.ts";
import { Account } from "./account.ts";
import { check } from "./check.ts";
import { readOutcome } from "./decode.ts";
import { canFetchByUrl, encodeSend, type OutgoingFile } from "./encode.ts";
import { limits } from "./limits.ts";
import { fetchMedia } from "./media.ts";
import { webhook } from "./webhook.ts";

export const telegram = defineChannel<Account>({
  id: "telegram",
  channel: "telegram",
  label: "Telegram",
  addressKinds: ["telegram"],
  // A person's id is the same for every bot, but only a bot they started may write to them.
  addressScope: "account",
  account: Account,
  secrets: ["botToken", "webhookSecret"],
  fields: [
    { key: "botToken", label: "Bot token", type: "secret", help: "From @BotFather" },
    { key: "webhookSecret", label: "Webhook secret", type: "secret", isGenerated: true },
    { key: "apiBase", label: "API address", type: "url", isOptional: true },
  ],
  limits,
  guarantees: { idempotency: "none", keyTtlMs: null, echo: "none", statuses: ["accepted"] },
  accountKey: () => null,
  async send(message, context) {
    const encoded = encodeSend(message, context.account, await outgoingFile(message, context));
    if (!encoded.ok) return { kind: "rejected", code: encoded.code, detail: encoded.detail };
    return readOutcome(await context.http(encoded.request));
  },
  webhook,
  check,
  fetchMedia,
  baseUrlField: "apiBase",
});

/** A link where Telegram can fetch it, else the bytes: a laptop's address is no use to Telegram. */
async function outgoingFile(
  message: OutboundMessage,
  { media }: SendContext<Account>,
): Promise<OutgoingFile | null> {
  const { content } = message;
  const ref = content.type === "media" || content.type === "buttons" ? content.media : undefined;
  if (!ref) return null;
  const url = media.url(ref);
  return canFetchByUrl(ref, url) ? { url } : { bytes: await media.bytes(ref) };
}
