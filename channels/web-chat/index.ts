import { defineChannel } from "../contract.ts";
import { Account, originsOf } from "./account.ts";
import { readOutcome } from "./decode.ts";
import { refusalOf } from "./encode.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

export const webChat = defineChannel<Account>({
  id: "web-chat",
  channel: "web-chat",
  label: "Web chat",
  addressKinds: ["web-chat"],
  addressScope: "account",
  account: Account,
  secrets: ["visitorSecret"],
  fields: [
    { key: "title", label: "Title", type: "text" },
    { key: "greeting", label: "Greeting", type: "textarea", isOptional: true },
    { key: "accent", label: "Colour", type: "text", isOptional: true, help: "Like #0b6e63" },
    { key: "position", label: "Side", type: "text", isOptional: true, help: "right or left" },
    {
      key: "allowedOrigins",
      label: "Allowed sites",
      type: "textarea",
      help: "Origins like https://www.example.org, one per line; * for any site",
    },
    { key: "visitorSecret", label: "Signature", type: "secret", isGenerated: true },
  ],
  limits,
  // Ours to keep: a message is appended once per key, for as long as the stream lives.
  guarantees: {
    idempotency: "key",
    keyTtlMs: null,
    echo: "lookup",
    statuses: ["accepted", "delivered", "read"],
  },
  accountKey: () => null,
  async send(message, { accountId, webChat: append }) {
    const refusal = refusalOf(message);
    if (refusal) return { kind: "rejected", ...refusal };
    return readOutcome(await append(accountId, message.to.value, message.sendKey, message));
  },
  webhook,
  check: ({ account, accountId, publicUrl }) => {
    const sites = originsOf(account).join(", ");
    const tag = `<script async src="${publicUrl}/widget.js" data-account="${accountId}"></script>`;
    return Promise.resolve({ ok: true, facts: { sites, tag } });
  },
  baseUrlField: null,
});
