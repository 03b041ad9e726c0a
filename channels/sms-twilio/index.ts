import { z } from "zod";
import {
  defineChannel,
  type AccountCheck,
  type CheckProblem,
  type SendContext,
} from "../contract.ts";
import { readJson } from "../shared/read-json.ts";
import { Account } from "./account.ts";
import { readOutcome } from "./decode.ts";
import { accountUrl, authHeaders, encodeSend } from "./encode.ts";
import { limits } from "./limits.ts";
import { fetchMedia } from "./media.ts";
import { webhook } from "./webhook.ts";

export const smsTwilio = defineChannel<Account>({
  id: "sms-twilio",
  channel: "sms",
  label: "SMS (Twilio)",
  addressKinds: ["phone"],
  addressScope: "global",
  account: Account,
  secrets: ["authToken"],
  fields: [
    { key: "accountSid", label: "Account SID", type: "text" },
    { key: "authToken", label: "Auth token", type: "secret" },
    {
      key: "from",
      label: "Sender",
      type: "text",
      isOptional: true,
      help: "A number like +31612345678, a short code, or a name people cannot answer",
    },
    { key: "messagingServiceSid", label: "Messaging Service SID", type: "text", isOptional: true },
    { key: "apiBase", label: "API address", type: "url", isOptional: true },
  ],
  limits,
  guarantees: {
    idempotency: "none",
    keyTtlMs: null,
    // Our id stands in each message's own status address.
    echo: "status",
    statuses: ["accepted", "sent", "delivered", "failed"],
  },
  accountKey: () => null,
  async send(message, { account, accountId, publicUrl, media, http }) {
    const mediaUrl = media.url.bind(media);
    const encoded = encodeSend(message, account, { accountId, publicUrl, mediaUrl });
    if (!encoded.ok) return { kind: "rejected", code: encoded.code, detail: encoded.detail };
    return readOutcome(await http(encoded.request));
  },
  webhook,
  check,
  fetchMedia,
  baseUrlField: "apiBase",
});

const Named = z.object({ friendly_name: z.string(), status: z.string() });

async function check({ account, http }: SendContext<Account>): Promise<AccountCheck> {
  const url = `${accountUrl(account)}.json`;
  const answer = await http({ method: "GET", url, headers: authHeaders(account) });
  if (answer.kind !== "answer") {
    return { ok: false, problem: "no-answer", facts: {}, said: answer.detail };
  }
  const { status } = answer;
  if (status !== 200) {
    return { ok: false, problem: problemOf(status), facts: {}, said: `HTTP ${status}` };
  }
  const named = Named.safeParse(readJson(answer.body)).data;
  if (!named) return { ok: false, problem: "unreadable", facts: {}, said: null };
  if (named.status === "active") return { ok: true, facts: { name: named.friendly_name } };
  return { ok: false, problem: "inactive", facts: {}, said: named.status };
}

/** An account SID nobody has is a 404. */
function problemOf(status: number): CheckProblem {
  if (status === 429) return "throttled";
  return status >= 500 ? "unreadable" : "credentials";
}
