import { z } from "zod";
import {
  defineChannel,
  type ChannelAdapter,
  type Guarantees,
  type HttpAnswer,
  type HttpPort,
  type SendOutcome,
} from "#channels/contract.ts";

/** A channel of our own for tests of dispatch: its provider is `createProvider`, in this process. */

const Account = z.object({ token: z.string() });
const many = { value: 100_000, unit: "per second", source: "made up", readOn: "2026-11-22" };

export function scriptedChannel(
  id: string,
  guarantees: Partial<Guarantees> = {},
): ChannelAdapter<z.infer<typeof Account>> {
  return defineChannel({
    id,
    channel: id,
    label: id,
    addressKinds: ["phone"],
    addressScope: "global",
    account: Account,
    secrets: ["token"],
    fields: [],
    limits: {
      textMax: { ...many, unit: "characters" },
      captionMax: null,
      buttons: null,
      list: null,
      media: {},
      ratePerSecond: many,
      serviceWindowHours: null,
      templateOutsideWindow: false,
      html: false,
    },
    guarantees: {
      idempotency: "none",
      keyTtlMs: null,
      echo: "none",
      statuses: ["accepted"],
      ...guarantees,
    },
    accountKey: () => null,
    baseUrlField: null,
    async send(message, { http }) {
      const { deliveryId, sendKey, to, content } = message;
      const text = content.type === "text" ? content.text : "";
      const body = JSON.stringify({ deliveryId, sendKey, to: to.value, text });
      const url = "https://provider.test/send";
      return readAnswer(await http({ method: "POST", url, headers: {}, body }));
    },
    webhook: { verify: () => ({ ok: true }), parse: () => [] },
    check: async () => ({ ok: true, facts: {} }),
  });
}

const Reply = z.object({ id: z.string() });

function readAnswer(answer: HttpAnswer): SendOutcome {
  if (answer.kind === "not-sent") return { kind: "unavailable", detail: answer.detail };
  if (answer.kind === "ambiguous") return { kind: "unknown", detail: answer.detail };
  const code = String(answer.status);
  const detail = `HTTP ${code}`;
  if (answer.status === 429) {
    const seconds = Number(answer.headers["retry-after"] ?? "1");
    return { kind: "throttled", retryAfterMs: seconds * 1_000, code, detail };
  }
  if (answer.status === 401) return { kind: "account-broken", code, detail };
  if (answer.status === 410) return { kind: "recipient-gone", code, detail };
  if (answer.status === 403) return { kind: "recipient-opted-out", code, detail };
  if (answer.status >= 500) return { kind: "unknown", detail };
  if (answer.status !== 200) return { kind: "rejected", code, detail };
  const reply = Reply.safeParse(JSON.parse(new TextDecoder().decode(answer.body)));
  return reply.success
    ? { kind: "accepted", externalIds: [reply.data.id] }
    : { kind: "unknown", detail: "unreadable" };
}

export interface Accept {
  readonly deliveryId: string;
  readonly sendKey: string;
  readonly to: string;
  readonly text: string;
}

const Sent = z.object({
  deliveryId: z.string(),
  sendKey: z.string(),
  to: z.string(),
  text: z.string(),
});

/** What the provider does with the n-th request it sees. */
export type Script = (message: Accept, n: number) => HttpAnswer | "accept" | "accept-then-silence";

/** The provider's side: `accepts` is its ledger. `keys` on: a repeat under a known key is ignored. */
export function createProvider(options: { script?: Script; isKeyed?: boolean } = {}) {
  const accepts: Accept[] = [];
  const byKey = new Map<string, string>();
  let seen = 0;
  const state = { script: options.script ?? (() => "accept" as const) };
  const http: HttpPort = async (request) => {
    const message = Sent.parse(JSON.parse(String(request.body)));
    const verdict = state.script(message, (seen += 1));
    if (typeof verdict !== "string") return verdict;
    let id = options.isKeyed ? byKey.get(message.sendKey) : undefined;
    if (id === undefined) {
      accepts.push(message);
      id = `ext_${accepts.length}_${message.deliveryId}`;
      byKey.set(message.sendKey, id);
    }
    if (verdict === "accept-then-silence") return { kind: "ambiguous", detail: "timed out" };
    return status(200, { id });
  };
  return { http, accepts, state, requests: () => seen };
}

export function status(
  code: number,
  body: unknown = {},
  headers: Record<string, string> = {},
): HttpAnswer {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { kind: "answer", status: code, headers, body: bytes };
}
