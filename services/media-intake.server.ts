import { z } from "zod";
import type { HttpAnswer, HttpRequest, InboundMedia } from "#channels/contract.ts";
import { safeFetch } from "#channels/safe-fetch.server.ts";
import { HOUR_MS, MINUTE_MS } from "#core/duration.ts";
import { mediaKinds } from "#core/message/message.ts";
import { fetchMedia } from "#jobs/definitions/media-fetch.ts";
import { Conversations } from "#models/conversation.server.ts";
import { Messages, type MessageMedia, type MessageRow } from "#models/message.server.ts";
import { loadAccount, type LoadedAccount } from "./account-cache.server.ts";
import { announce } from "./events.server.ts";
import { MEDIA_BYTES_MAX, storeMedia } from "./media.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** A provider's chain of redirects and look-ups ends well before this. */
const STEPS_MAX = 5;
const FETCH_TIMEOUT_MS = 60_000;
/** Providers keep files for minutes to days; after the last wait the thread says it is gone. */
const RETRY_WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS];

const Source = z.object({
  kind: z.enum(mediaKinds),
  mimeType: z.string().nullable(),
  fileName: z.string().nullable(),
  providerId: z.string().optional(),
  url: z.string().optional(),
  isInline: z.boolean(),
});
type Source = z.infer<typeof Source>;

/** Where an attachment that came inside its message waits until it is looked at. */
export function inlineKey(mediaId: string): string {
  return `inbound/${mediaId}`;
}

type Fetched =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "gone" | "later" | "refused"; readonly detail: string };

/** Brings every pending file of a message here; what is stored already is left alone. */
export async function fetchMessageMedia(
  input: { readonly messageId: string; readonly attempt: number },
  rt: Runtime,
): Promise<"stored" | "later" | "nothing"> {
  const message = await Messages.findOne({ _id: input.messageId }).lean<MessageRow>().exec();
  if (!message || message.media.every((one) => one.state !== "pending")) return "nothing";
  const conversation = await Conversations.findOne({ _id: message.conversationId }).lean();
  const owner = conversation && (await loadAccount(conversation.accountId, rt));
  if (!owner) return "nothing";
  const sources = z.array(Source).parse(message.extra?.["sources"] ?? []);
  const isLast = input.attempt >= RETRY_WAITS_MS.length;
  const media: MessageMedia[] = [];
  for (const [index, one] of message.media.entries()) {
    const source = sources[index];
    if (one.state !== "pending" || !source) media.push(one);
    else media.push(await take(one, source, { owner, message, isLast }, rt));
  }
  await Messages.updateOne({ _id: message._id }, { $set: { media } });
  const changed = { topic: "conversation.changed", ref: message.conversationId };
  await announce(message.workspaceId, [changed], rt);
  if (media.every((one) => one.state !== "pending")) return "stored";
  await retryLater(input, rt);
  return "later";
}

async function retryLater(
  input: { readonly messageId: string; readonly attempt: number },
  rt: Pick<Runtime, "now" | "queue">,
): Promise<void> {
  const wait = RETRY_WAITS_MS[input.attempt] ?? HOUR_MS;
  const at = new Date(rt.now().getTime() + wait);
  const next = { messageId: input.messageId, attempt: input.attempt + 1 };
  await rt.queue.enqueue(fetchMedia, next, { at, unique: input.messageId });
}

interface Place {
  readonly owner: LoadedAccount;
  readonly message: MessageRow;
  readonly isLast: boolean;
}

async function take(
  one: MessageMedia,
  source: Source,
  place: Place,
  rt: Runtime,
): Promise<MessageMedia> {
  const fetched = source.isInline ? await readInline(one, rt) : await fetchFile(source, place, rt);
  if (fetched.kind === "later" && !place.isLast) return { ...one, detail: fetched.detail };
  if (fetched.kind === "refused") return { ...one, state: "refused", detail: fetched.detail };
  if (fetched.kind !== "bytes") return { ...one, state: "expired", detail: fetched.detail };
  const stored = await storeMedia(
    {
      id: one.mediaId,
      workspaceId: place.message.workspaceId,
      bytes: fetched.bytes,
      fileName: one.fileName,
      claimedType: one.mimeType,
      source: "inbound",
    },
    rt,
  );
  if (!stored.ok) return { ...one, state: "refused", detail: stored.error };
  if (source.isInline) await rt.files.remove(inlineKey(one.mediaId));
  const { kind, mimeType, fileName, bytes } = stored.value;
  return { mediaId: one.mediaId, kind, mimeType, fileName, bytes, state: "stored" };
}

async function readInline(one: MessageMedia, rt: Pick<Runtime, "files">): Promise<Fetched> {
  const bytes = await rt.files.get(inlineKey(one.mediaId));
  return bytes ? { kind: "bytes", bytes } : { kind: "gone", detail: "the attachment is gone" };
}

/** Follows the adapter's requests, from the first to the one whose answer is the file. */
async function fetchFile(source: Source, { owner }: Place, rt: Runtime): Promise<Fetched> {
  const { isInline: _, ...media } = source;
  let previous: HttpAnswer | null = null;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const next = nextRequest(owner, media, previous);
    if (next === null) return fileOf(previous);
    if ("error" in next) return failureOf(next.error, previous);
    previous = await request(next, owner, rt);
    if (previous.kind !== "answer") return { kind: "later", detail: previous.detail };
  }
  return { kind: "refused", detail: "too many steps" };
}

function nextRequest(
  owner: LoadedAccount,
  media: InboundMedia,
  previous: HttpAnswer | null,
): HttpRequest | null | { readonly error: string } {
  if (owner.adapter.fetchMedia) return owner.adapter.fetchMedia(media, owner.account, previous);
  if (previous) return null;
  return media.url === undefined
    ? { error: "this channel gives no way to the file" }
    : { method: "GET", url: media.url, headers: {} };
}

function fileOf(answer: HttpAnswer | null): Fetched {
  if (answer?.kind !== "answer") return { kind: "later", detail: "no answer" };
  if (answer.status !== 200) return failureOf(`HTTP ${answer.status}`, answer);
  if (answer.body.byteLength > MEDIA_BYTES_MAX) return { kind: "refused", detail: "too-large" };
  return { kind: "bytes", bytes: answer.body };
}

/** Busy and broken providers are asked again; one that says no has no file for us. */
function failureOf(detail: string, answer: HttpAnswer | null): Fetched {
  const status = answer?.kind === "answer" ? answer.status : 0;
  const isPassing = status === 429 || status >= 500;
  return { kind: isPassing ? "later" : "gone", detail };
}

/** The provider's own host is trusted by configuration; any other address is somebody else's choice. */
async function request(
  next: HttpRequest,
  owner: LoadedAccount,
  rt: Pick<Runtime, "http" | "config">,
): Promise<HttpAnswer> {
  const base = providerOrigin(owner);
  const isProvider = URL.canParse(next.url) && new URL(next.url).origin === base;
  if (isProvider) return rt.http({ timeoutMs: FETCH_TIMEOUT_MS, ...next });
  if (next.method !== "GET") return { kind: "not-sent", detail: "not the provider's own address" };
  return safeFetch(next.url, {
    headers: next.headers,
    maxBytes: MEDIA_BYTES_MAX,
    timeoutMs: FETCH_TIMEOUT_MS,
    ...(rt.config.SIMULATOR_URL
      ? { allowedOrigins: [new URL(rt.config.SIMULATOR_URL).origin] }
      : {}),
  });
}

function providerOrigin(owner: LoadedAccount): string | null {
  const { baseUrlField } = owner.adapter;
  const { account } = owner;
  if (baseUrlField === null || typeof account !== "object" || account === null) return null;
  const base: unknown = Reflect.get(account, baseUrlField);
  return typeof base === "string" && URL.canParse(base) ? new URL(base).origin : null;
}
