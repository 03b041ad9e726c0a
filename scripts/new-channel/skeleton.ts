/** sms-twilio → smsTwilio */
export function valueName(id: string): string {
  return id.replace(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The files of a new channel: they compile, and their tests name what is still to be written. */
export function skeletonOf(id: string): Readonly<Record<string, string>> {
  const name = valueName(id);
  return {
    "account.ts": account,
    "limits.ts": limits,
    "encode.ts": encode(id),
    "decode.ts": decode,
    "webhook.ts": webhook,
    "index.ts": index(id, name),
    "adapter.test.ts": adapterTest(id, name),
    "fixtures/text.json": '{\n  "id": "m1",\n  "from": "100",\n  "text": "Is it still open?"\n}\n',
    "README.md": readme(id),
  };
}

const account = `import { z } from "zod";

export const Account = z.object({
  token: z.string().min(8),
  webhookSecret: z.string().min(16),
  apiBase: z.url().default("https://api.example.invalid"),
});
export type Account = z.infer<typeof Account>;
`;

const limits = `import type { Limits } from "../contract.ts";

// Every number: what the provider's page says, that page, and the day you read it.
const source = "TODO: address of the page";
const readOn = "TODO";

export const limits: Limits = {
  textMax: { value: 1000, unit: "utf16", source, readOn },
  captionMax: null,
  buttons: null,
  list: null,
  media: {},
  ratePerSecond: { value: 1, unit: "messages/s", source, readOn },
  serviceWindowHours: null,
  templateOutsideWindow: false,
  html: false,
};
`;

const encode = (id: string) => `import type { OutboundMessage } from "#core/message/message.ts";
import type { HttpRequest } from "../contract.ts";
import type { Account } from "./account.ts";

export type Encoded =
  | { readonly ok: true; readonly request: HttpRequest }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** One message = one request. Pure: no clock, no chance, no I/O. */
export function encodeSend(message: OutboundMessage, account: Account): Encoded {
  const { content } = message;
  if (content.type !== "text") {
    const detail = \`${id} has no message of the kind "\${content.type}"\`;
    return { ok: false, code: "unsupported-content", detail };
  }
  const request: HttpRequest = {
    method: "POST",
    url: \`\${account.apiBase}/messages\`,
    headers: { authorization: \`Bearer \${account.token}\`, "content-type": "application/json" },
    body: JSON.stringify({ to: message.to.value, text: content.text }),
  };
  return { ok: true, request };
}
`;

const decode = `import { z } from "zod";
import type { HttpAnswer, SendOutcome } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";

const Sent = z.object({ id: z.string().min(1) });

/** The most specific case first, \`unknown\` for what cannot be read. Never guess "failed". */
export function readOutcome(answer: HttpAnswer): SendOutcome {
  if (answer.kind === "not-sent") return { kind: "unavailable", detail: answer.detail };
  if (answer.kind === "ambiguous") return { kind: "unknown", detail: answer.detail };
  const sent = Sent.safeParse(readJson(answer.body)).data;
  if (answer.status === 200 && sent) return { kind: "accepted", externalIds: [sent.id] };
  return { kind: "unknown", detail: \`HTTP \${answer.status}\` };
}
`;

const webhook = `import { z } from "zod";
import type { InboundEvent, Verified, Webhook, WebhookRequest } from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import { isHmac } from "../shared/signature.ts";
import type { Account } from "./account.ts";

const Message = z.object({ id: z.string(), from: z.string(), text: z.string() });

export const webhook: Webhook<Account> = { verify, parse };

/** Over the raw bytes, in constant time. */
function verify({ headers, body }: WebhookRequest, account: Account): Verified {
  const given = headers["x-signature"];
  if (!given) return { ok: false, reason: "no signature" };
  const key = account.webhookSecret;
  return isHmac(given, { algorithm: "sha256", encoding: "hex", key, body })
    ? { ok: true }
    : { ok: false, reason: "wrong signature" };
}

function parse(request: WebhookRequest): readonly InboundEvent[] {
  const message = Message.safeParse(readJson(request.body)).data;
  if (!message) return [{ type: "ignored", at: request.now, reason: "a kind we do not know" }];
  return [
    {
      type: "message",
      at: request.now,
      externalId: message.id,
      from: { kind: "TODO", value: message.from, name: null },
      content: { type: "text", text: message.text },
    },
  ];
}
`;

const index = (id: string, name: string) => `import { defineChannel } from "../contract.ts";
import { Account } from "./account.ts";
import { readOutcome } from "./decode.ts";
import { encodeSend } from "./encode.ts";
import { limits } from "./limits.ts";
import { webhook } from "./webhook.ts";

export const ${name} = defineChannel<Account>({
  id: "${id}",
  channel: "${id}",
  label: "${id}",
  addressKinds: ["${id}"],
  addressScope: "account",
  account: Account,
  secrets: ["token", "webhookSecret"],
  fields: [
    { key: "token", label: "Token", type: "secret" },
    { key: "webhookSecret", label: "Webhook secret", type: "secret", isGenerated: true },
    { key: "apiBase", label: "API address", type: "url", isOptional: true },
  ],
  limits,
  // docs/channels.md: how sure can we be of a send whose answer was lost?
  guarantees: { idempotency: "none", keyTtlMs: null, echo: "none", statuses: ["accepted"] },
  accountKey: () => null,
  async send(message, { account, http }) {
    const encoded = encodeSend(message, account);
    if (!encoded.ok) return { kind: "rejected", code: encoded.code, detail: encoded.detail };
    return readOutcome(await http(encoded.request));
  },
  webhook,
  check: () =>
    Promise.resolve({ ok: false, problem: "no-answer", facts: {}, said: "check() is not written" }),
  baseUrlField: "apiBase",
});
`;

const adapterTest = (id: string, name: string) => `import { createHmac } from "node:crypto";
import { aMessage, answered, fixture, testChannel } from "../testkit.ts";
import type { Account } from "./account.ts";
import { ${name} } from "./index.ts";

const account: Account = {
  token: "token-of-the-tables",
  webhookSecret: "0123456789abcdef",
  apiBase: "https://api.example.invalid",
};
const message = aMessage({ to: { kind: "${id}", value: "100" } });

// What the contract still misses is named by the first test: add a row for each.
testChannel<Account>({
  adapter: ${name},
  account,
  sign: (request, { webhookSecret }) => {
    const signature = createHmac("sha256", webhookSecret).update(request.body).digest("hex");
    return { ...request, headers: { ...request.headers, "x-signature": signature } };
  },
  outgoing: [
    {
      name: "a text",
      covers: "ok",
      message,
      answer: answered(200, { id: "1" }),
      outcome: { kind: "accepted", externalIds: ["1"] },
    },
  ],
  incoming: [
    {
      name: "a text",
      covers: "text",
      body: fixture(import.meta.url, "text.json"),
      events: [{ type: "message", content: { type: "text", text: "Is it still open?" } }],
    },
  ],
});
`;

const readme = (id: string) => `# ${id}

The provider's API, its version, and the day you read its pages.

- Out:
- In:
- Not:
`;
