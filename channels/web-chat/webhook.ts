import { createHmac } from "node:crypto";
import { z } from "zod";
import { mediaKinds } from "#core/message/message.ts";
import type {
  InboundContent,
  InboundEvent,
  Verified,
  Webhook,
  WebhookRequest,
} from "../contract.ts";
import { equalSecrets } from "../shared/equal-secrets.ts";
import { readJson } from "../shared/read-json.ts";
import type { Account } from "./account.ts";

const signatureHeader = "x-antiphon-widget";

const visitor = z.object({
  id: z.string().min(1),
  name: z.string().nullable(),
  locale: z.string().nullable(),
});

/** What our widget endpoint hands over; the visitor's own request never reaches `parse`. */
const WidgetCall = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("message"),
    id: z.string().min(1),
    at: z.iso.datetime(),
    visitor,
    text: z.string(),
    choice: z.object({ id: z.string(), title: z.string() }).nullable(),
    files: z.array(
      z.object({
        fileKey: z.string(),
        kind: z.enum(mediaKinds),
        mimeType: z.string(),
        fileName: z.string(),
      }),
    ),
    inReplyTo: z.string().nullable(),
  }),
  z.object({
    type: z.literal("seen"),
    at: z.iso.datetime(),
    visitor,
    status: z.enum(["delivered", "read"]),
  }),
]);
type WidgetCall = z.infer<typeof WidgetCall>;

export const webhook: Webhook<Account> = { verify, parse, eventKey, stamp };

function stamp(request: WebhookRequest, account: Account): WebhookRequest {
  const signature = signatureOf(request.body, account.visitorSecret);
  return { ...request, headers: { ...request.headers, [signatureHeader]: signature } };
}

function verify(request: WebhookRequest, account: Account): Verified {
  const given = request.headers[signatureHeader];
  if (!given) return { ok: false, reason: "not from our widget endpoint" };
  return equalSecrets(given, signatureOf(request.body, account.visitorSecret))
    ? { ok: true }
    : { ok: false, reason: "wrong signature of the widget endpoint" };
}

function signatureOf(body: Uint8Array, secret: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

function eventKey(request: WebhookRequest): string | null {
  const call = readCall(request);
  if (!call) return null;
  return call.type === "message" ? call.id : `${call.status}:${call.visitor.id}:${call.at}`;
}

function parse(request: WebhookRequest): readonly InboundEvent[] {
  const call = readCall(request);
  if (!call) return [{ type: "ignored", at: request.now, reason: "unreadable" }];
  const at = new Date(call.at);
  const { id, name, locale } = call.visitor;
  const from = { kind: "web-chat", value: id, name, ...(locale ? { locale } : {}) };
  if (call.type === "seen") return [{ type: "watermark", at, status: call.status, from }];
  return [
    {
      type: "message",
      at,
      externalId: call.id,
      from,
      content: readContent(call),
      ...(call.inReplyTo ? { inReplyTo: call.inReplyTo } : {}),
    },
  ];
}

function readContent(call: Extract<WidgetCall, { type: "message" }>): InboundContent {
  if (call.choice) return { type: "choice", ...call.choice };
  if (call.files.length > 0) return { type: "media", media: call.files, caption: call.text };
  return { type: "text", text: call.text };
}

function readCall(request: WebhookRequest): WidgetCall | null {
  return WidgetCall.safeParse(readJson(request.body)).data ?? null;
}
