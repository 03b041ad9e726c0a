import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { MediaRef, OutboundMessage } from "#core/message/message.ts";
import type {
  ChannelAdapter,
  HttpAnswer,
  HttpRequest,
  InboundEvent,
  SendContext,
  SendOutcome,
  SmtpAnswer,
  Sourced,
  WebhookRequest,
} from "./contract.ts";
import { redact } from "./http-trace.server.ts";

/**
 * Runs an adapter's tables against the contract. A channel's adapter.test.ts is two tables and a
 * call of `testChannel`; what every channel must prove is asked for here, once.
 */

export const outgoingCovers = ["ok", "throttled", "opted-out", "5xx", "unreadable"] as const;
export const incomingCovers = ["text", "media", "status", "duplicate", "junk"] as const;
type Cover = (typeof outgoingCovers)[number] | (typeof incomingCovers)[number];

export interface OutgoingCase<Account> {
  readonly name: string;
  /** Which of the situations every channel must know this is. */
  readonly covers?: (typeof outgoingCovers)[number];
  readonly message?: OutboundMessage;
  /** What the provider says; a function sees the request first. */
  readonly answer?: HttpAnswer | ((request: HttpRequest) => HttpAnswer);
  readonly smtp?: SmtpAnswer;
  readonly context?: Partial<SendContext<Account>>;
  /** Compared as a subset; `kind` is always compared. */
  readonly outcome: Partial<SendOutcome> & Pick<SendOutcome, "kind">;
  /** The requests made, for what must stand in them. */
  readonly requests?: (requests: readonly HttpRequest[]) => void;
}

export interface IncomingCase {
  readonly name: string;
  readonly covers?: (typeof incomingCovers)[number];
  /** The body as the provider sends it: a fixture's bytes, or a value to be JSON. */
  readonly body: unknown;
  readonly request?: Partial<WebhookRequest>;
  /** Compared as subsets, in order; the length must match. */
  readonly events: readonly (Partial<InboundEvent> & Pick<InboundEvent, "type">)[];
}

export interface ChannelSuite<Account> {
  readonly adapter: ChannelAdapter<Account>;
  readonly account: Account;
  readonly outgoing: readonly OutgoingCase<Account>[];
  readonly incoming: readonly IncomingCase[];
  /** Signs like the provider; null = nothing is signed on this channel, `without` says why. */
  readonly sign: ((request: WebhookRequest, account: Account) => WebhookRequest) | null;
  /** Situations this channel cannot have, with the reason. */
  readonly without?: Partial<Record<Cover | "signature", string>>;
}

export const testNow = new Date("2026-11-22T12:00:00Z");

export function aMessage(over: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    deliveryId: "dlv_01JTEST",
    sendKey: "7d3c1d0e-5f60-5b6a-9d0a-0f1e2d3c4b5a",
    to: { kind: "phone", value: "+31612345678" },
    purpose: "marketing",
    content: { type: "text", text: "Hello Nina" },
    ...over,
  };
}

export function aFile(over: Partial<MediaRef> = {}): MediaRef {
  return {
    mediaId: "med_1",
    kind: "image",
    mimeType: "image/jpeg",
    fileName: "quay.jpg",
    bytes: 1_000,
    ...over,
  };
}

export function answered(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { kind: "answer", status, headers, body: new TextEncoder().encode(text) };
}

/** A recorded call: `fixture(import.meta.url, "text.json")` reads ./fixtures/text.json as bytes. */
export function fixture(testUrl: string, name: string): Uint8Array {
  return readFileSync(new URL(`./fixtures/${name}`, testUrl));
}

function toBytes(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
}

export function webhookRequest(body: unknown, over: Partial<WebhookRequest> = {}): WebhookRequest {
  return {
    method: "POST",
    url: "https://antiphon.example/webhooks/test/acc_1",
    headers: { "content-type": "application/json" },
    body: toBytes(body),
    now: testNow,
    ...over,
  };
}

export function sendContext<Account>(
  account: Account,
  over: Partial<SendContext<Account>> = {},
): SendContext<Account> {
  return {
    accountId: "acc_1",
    account,
    http: () => Promise.reject(new Error("this case has no HTTP answer")),
    smtp: () => Promise.reject(new Error("this case has no SMTP answer")),
    webChat: () => Promise.reject(new Error("this case has no web chat")),
    media: {
      url: (media) => `https://antiphon.example/media/${media.mediaId}/${media.fileName}?s=1`,
      bytes: () => Promise.resolve(new Uint8Array([1, 2, 3])),
    },
    now: testNow,
    publicUrl: "https://antiphon.example",
    ...over,
  };
}

/** Sends one message against a canned answer of the provider; returns the requests as well. */
export async function sendOnce<Account>(
  adapter: ChannelAdapter<Account>,
  account: Account,
  { answer, smtp, message, context }: Omit<OutgoingCase<Account>, "name" | "outcome">,
): Promise<{ readonly outcome: SendOutcome; readonly requests: readonly HttpRequest[] }> {
  const requests: HttpRequest[] = [];
  const outcome = await adapter.send(
    message ?? aMessage(),
    sendContext(account, {
      ...(answer && {
        http: (request) => {
          requests.push(request);
          return Promise.resolve(typeof answer === "function" ? answer(request) : answer);
        },
      }),
      ...(smtp && { smtp: () => Promise.resolve(smtp) }),
      ...context,
    }),
  );
  return { outcome, requests };
}

export function testChannel<Account>(suite: ChannelSuite<Account>): void {
  testDeclarations(suite);
  testOutgoing(suite);
  testIncoming(suite);
  testSignature(suite);
}

function uncovered<Account>(suite: ChannelSuite<Account>, covers: readonly Cover[]): Cover[] {
  const covered = new Set([...suite.outgoing, ...suite.incoming].map((one) => one.covers));
  return covers.filter((cover) => !covered.has(cover) && !suite.without?.[cover]);
}

function* sourced(value: unknown): Generator<Sourced> {
  if (typeof value !== "object" || value === null) return;
  if ("source" in value && "value" in value) yield value as Sourced;
  else for (const part of Object.values(value)) yield* sourced(part);
}

function testDeclarations<Account>(suite: ChannelSuite<Account>): void {
  const { adapter, account } = suite;

  test("every situation of the contract is in the tables, or excused", () => {
    expect(uncovered(suite, [...outgoingCovers, ...incomingCovers])).toEqual([]);
  });

  test("every limit says where it was read and when", () => {
    const numbers = [...sourced(adapter.limits)];
    expect(numbers.length).toBeGreaterThan(1);
    for (const one of numbers) {
      expect(one.value).toBeGreaterThan(0);
      expect([one.unit, one.source].every((word) => word.length > 1)).toBe(true);
      expect(one.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test("the account of the tables is one the settings form would take", () => {
    expect(adapter.account.parse(account)).toEqual(account);
    const keys = adapter.fields.map((field) => field.key);
    expect(new Set(keys).size).toBe(keys.length);
    const typed = new Set(adapter.fields.filter((one) => one.type === "secret").map((f) => f.key));
    expect([...adapter.secrets].sort()).toEqual([...typed].sort());
    if (adapter.baseUrlField) expect(account).toHaveProperty(adapter.baseUrlField);
  });

  test("a keyed channel says how long its keys live", () => {
    const { idempotency, keyTtlMs } = adapter.guarantees;
    if (idempotency === "none") expect(keyTtlMs).toBeNull();
  });
}

function testOutgoing<Account>(suite: ChannelSuite<Account>): void {
  const { adapter, account } = suite;
  const values = new Map(Object.entries(account ?? {}));
  const secrets = adapter.secrets.map((key) => String(values.get(key) ?? "")).filter(Boolean);

  test.for(suite.outgoing.map((one) => [one.name, one] as const))("out: %s", async ([, one]) => {
    const { outcome, requests } = await sendOnce(adapter, account, one);
    expect(outcome).toMatchObject(one.outcome);
    one.requests?.(requests);
    // The channel log keeps the URL and the body; what went wrong is shown to people.
    for (const request of requests) {
      const body = typeof request.body === "string" ? request.body : "";
      const kept = redact(`${request.url} ${body}`, secrets) + JSON.stringify(outcome);
      for (const secret of secrets) expect(kept).not.toContain(secret);
    }
  });

  test("a send surely never made may be tried again", async () => {
    if (suite.outgoing.every((one) => !one.answer)) return;
    const answer = { kind: "not-sent", detail: "refused" } as const;
    const { message } = suite.outgoing.find((one) => one.covers === "ok") ?? {};
    const sent = await sendOnce(adapter, account, { answer, ...(message && { message }) });
    expect(sent.outcome.kind).toBe("unavailable");
  });

  test("an unanswered send stays unknown", async () => {
    if (suite.outgoing.every((one) => !one.answer)) return;
    const answer = { kind: "ambiguous", detail: "reset" } as const;
    const { message } = suite.outgoing.find((one) => one.covers === "ok") ?? {};
    const sent = await sendOnce(adapter, account, { answer, ...(message && { message }) });
    expect(sent.outcome.kind).toBe("unknown");
  });
}

function testIncoming<Account>(suite: ChannelSuite<Account>): void {
  const { webhook } = suite.adapter;

  test.for(suite.incoming.map((one) => [one.name, one] as const))("in: %s", async ([, one]) => {
    const request = webhookRequest(one.body, one.request);
    const events = await webhook.parse(request, suite.account);
    expect(events).toHaveLength(one.events.length);
    expect(events).toMatchObject(one.events);
    expect(await webhook.parse(request, suite.account)).toEqual(events);
  });

  test.for(["", "not json", "[]", "null", '{"a":1}', "\u0000\u0001", "<html></html>"])(
    "in: a body of %j is no reason to throw",
    async (body) => {
      const events = await webhook.parse(webhookRequest(body), suite.account);
      expect(events.every((event) => event.type === "ignored")).toBe(true);
    },
  );
}

function testSignature<Account>(suite: ChannelSuite<Account>): void {
  const { adapter, account, sign } = suite;
  if (sign === null) {
    test("a channel without signatures says why", () => {
      expect(suite.without?.signature).toBeTruthy();
    });
    return;
  }
  const body = suite.incoming.find((one) => one.covers === "text")?.body ?? {};
  const signed = sign(webhookRequest(body), account);

  test("what the provider signed is taken", () => {
    expect(adapter.webhook.verify(signed, account)).toEqual({ ok: true });
  });

  test("one flipped bit of the body or of the signature is refused", () => {
    const unsigned = Object.keys(webhookRequest("").headers);
    for (const [name, value] of Object.entries(signed.headers)) {
      if (unsigned.includes(name)) continue;
      const last = value.at(-2) === "0" ? "1" : "0";
      const headers = { ...signed.headers, [name]: value.slice(0, -2) + last + value.slice(-1) };
      expect(adapter.webhook.verify({ ...signed, headers }, account).ok).toBe(false);
    }
    if (suite.without?.signature) return;
    const flipped = Uint8Array.from(signed.body);
    const middle = Math.floor(flipped.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    expect(adapter.webhook.verify({ ...signed, body: flipped }, account).ok).toBe(false);
  });

  test("an unsigned call is refused", () => {
    expect(adapter.webhook.verify(webhookRequest(body), account).ok).toBe(false);
  });
}
