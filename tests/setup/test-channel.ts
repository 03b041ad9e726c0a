import { createHmac } from "node:crypto";
import { z } from "zod";
import {
  defineChannel,
  type ChannelAdapter,
  type InboundEvent,
  type SendOutcome,
  type WebhookRequest,
} from "#channels/contract.ts";
import type { OutboundMessage } from "#core/message/message.ts";

const number = (value: number, unit: string) => ({
  value,
  unit,
  source: "made up for tests",
  readOn: "2026-11-22",
});

const Account = z.object({ number: z.string().min(1), secret: z.string().min(8) });
type TestAccount = z.infer<typeof Account>;

const Event = z.looseObject({ at: z.coerce.date(), type: z.string() });
const Body = z.object({ events: z.array(z.unknown()) });

export interface TestChannel extends ChannelAdapter {
  readonly sent: OutboundMessage[];
}

export interface TestChannelOptions {
  readonly windowHours?: number | null;
  /** true: one URL for all accounts, each called by its number. */
  readonly isShared?: boolean;
  readonly outcome?: (message: OutboundMessage) => SendOutcome;
}

/** A channel whose provider speaks our own words: JSON events under an HMAC. For service tests. */
export function testChannel(options: TestChannelOptions = {}): TestChannel {
  const sent: OutboundMessage[] = [];
  const accepted = (message: OutboundMessage): SendOutcome => ({
    kind: "accepted",
    externalIds: [`out-${message.deliveryId}`],
  });
  const adapter = defineChannel<TestAccount>({
    id: "test-channel",
    channel: "sms",
    label: "Test channel",
    addressKinds: ["phone"],
    addressScope: "global",
    account: Account,
    secrets: ["secret"],
    fields: [
      { key: "number", label: "Number", type: "text" },
      { key: "secret", label: "Secret", type: "secret" },
    ],
    limits: limits(options.windowHours ?? null),
    guarantees: {
      idempotency: "none",
      keyTtlMs: null,
      echo: "none",
      statuses: ["delivered", "read"],
    },
    accountKey: (account) => (options.isShared ? account.number : null),
    async send(message) {
      sent.push(message);
      return (options.outcome ?? accepted)(message);
    },
    check: async () => ({ ok: true, facts: { name: "the test provider" } }),
    webhook: {
      verify: (request, account) =>
        request.headers["x-signature"] === signature(request.body, account.secret)
          ? { ok: true }
          : { ok: false, reason: "signature does not match" },
      parse: (request) => events(request),
      challenge: (request, account) => {
        const token = new URL(request.url).searchParams.get("challenge");
        return request.method === "GET" && token === account.secret
          ? { status: 200, body: "handshake" }
          : null;
      },
      eventKey: (request) => request.headers["x-event-id"] ?? null,
      ...(options.isShared
        ? { locate: (request) => events(request).flatMap((event) => event.accountKey ?? []) }
        : {}),
    },
    baseUrlField: null,
  });
  return { ...(adapter as ChannelAdapter), sent };
}

function limits(windowHours: number | null): ChannelAdapter["limits"] {
  const picture = { maxBytes: number(5_000_000, "bytes"), mimeTypes: ["image/jpeg", "image/png"] };
  return {
    textMax: number(1_600, "characters"),
    captionMax: number(1_000, "characters"),
    buttons: null,
    list: null,
    media: { image: picture },
    ratePerSecond: number(100, "messages per second"),
    serviceWindowHours: windowHours === null ? null : number(windowHours, "hours"),
    templateOutsideWindow: windowHours !== null,
    html: false,
  };
}

function events(request: WebhookRequest): InboundEvent[] {
  const body = Body.parse(JSON.parse(new TextDecoder().decode(request.body)));
  return body.events.map((event) => Event.parse(event) as unknown as InboundEvent);
}

function signature(body: Uint8Array, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

/** A call as the test provider makes it. */
export function signedCall(
  given: readonly unknown[],
  secret: string,
  over: { now?: Date; eventId?: string; url?: string } = {},
): WebhookRequest {
  const body = new TextEncoder().encode(JSON.stringify({ events: given }));
  return {
    method: "POST",
    url: over.url ?? "https://antiphon.test/webhooks/test-channel",
    headers: {
      "content-type": "application/json",
      "x-signature": signature(body, secret),
      ...(over.eventId === undefined ? {} : { "x-event-id": over.eventId }),
    },
    body,
    now: over.now ?? new Date("2026-03-02T09:00:00Z"),
  };
}
