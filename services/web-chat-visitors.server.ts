import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { err, ok, type Result } from "#core/result.ts";
import { MINUTE_MS } from "#core/duration.ts";
import {
  readStream,
  type WebChatFile,
  type WebChatMessageRow,
} from "#models/web-chat-message.server.ts";
import {
  appendToStream,
  findVisitor,
  insertVisitor,
  raiseVisitor,
  type WebChatVisitorRow,
} from "#models/web-chat-visitor.server.ts";
import { loadAccount, type LoadedAccount } from "./account-cache.server.ts";
import { acceptWebhook } from "./inbound.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** What a visitor's browser may ask of us. The widget is on other people's sites: trust nothing in it. */

const ADAPTER_ID = "web-chat";
/** Newest messages a returning browser gets at once. */
const HISTORY_MAX = 100;
const TEXT_MAX = 4_000;

const settings = z.object({
  title: z.string(),
  greeting: z.string(),
  accent: z.string(),
  position: z.enum(["right", "left"]),
  allowedOrigins: z.string(),
});
type WidgetSettings = Omit<z.infer<typeof settings>, "allowedOrigins">;

export interface Widget {
  readonly accountId: string;
  readonly settings: WidgetSettings;
  readonly owner: LoadedAccount;
}

/** The widget's account, when this site may use it. */
export async function openWidget(
  accountId: string,
  origin: string | null,
  rt: Runtime,
): Promise<Result<Widget, "unknown-account" | "foreign-site">> {
  const owner = await loadAccount(accountId, rt);
  if (!owner || owner.adapter.id !== ADAPTER_ID) return err("unknown-account");
  const { allowedOrigins, ...shown } = settings.parse(owner.account);
  const allowed = allowedOrigins.split(/[\s,]+/);
  const isAllowed = origin !== null && (allowed.includes("*") || allowed.includes(origin));
  // Our own pages show the widget in previews.
  const isOwn = origin !== null && origin === new URL(rt.publicUrl).origin;
  if (!isAllowed && !isOwn) return err("foreign-site");
  return ok({ accountId, settings: shown, owner });
}

export interface Session {
  readonly visitor: WebChatVisitorRow;
  readonly token: string;
}

/** Continues the chat of a browser that has a token, else begins one. */
export async function openSession(
  widget: Widget,
  given: {
    readonly token: string | null;
    readonly locale: string | null;
    readonly page: string | null;
  },
  rt: Runtime,
): Promise<Session> {
  const known = given.token ? await readVisitor(widget, given.token, rt) : null;
  if (known && given.token) return { visitor: known, token: given.token };
  const now = rt.now();
  const visitor: WebChatVisitorRow = {
    _id: rt.newId("visitor"),
    workspaceId: widget.owner.row.workspaceId,
    accountId: widget.accountId,
    name: null,
    locale: given.locale?.slice(0, 35) ?? null,
    page: given.page ? withoutQuery(given.page) : null,
    lastSeq: 0,
    deliveredSeq: 0,
    readSeq: 0,
    createdAt: now,
    lastSeenAt: now,
  };
  await insertVisitor(visitor);
  return { visitor, token: tokenOf(visitor._id, widget.accountId, rt) };
}

/** null = a token we did not give for this account, or a chat that is gone. */
export async function readVisitor(
  widget: Widget,
  token: string,
  rt: Pick<Runtime, "vault">,
): Promise<WebChatVisitorRow | null> {
  const [visitorId = ""] = token.split(".");
  const expected = Buffer.from(tokenOf(visitorId, widget.accountId, rt));
  const given = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const visitor = await findVisitor(visitorId);
  return visitor?.accountId === widget.accountId ? visitor : null;
}

function tokenOf(visitorId: string, accountId: string, { vault }: Pick<Runtime, "vault">): string {
  return `${visitorId}.${vault.sign("web-chat-visitor", `${accountId}:${visitorId}`)}`;
}

/** The address of a page without what it may say of the person. */
function withoutQuery(page: string): string | null {
  if (!URL.canParse(page)) return null;
  const { origin, pathname } = new URL(page);
  return `${origin}${pathname}`.slice(0, 500);
}

export interface VisitorMessage {
  /** The widget's own id of the message: a double click or a repeat is one message. */
  readonly clientId: string;
  readonly text: string;
  readonly files: readonly (WebChatFile & { readonly fileKey: string })[];
  readonly choice: { readonly messageId: string; readonly id: string } | null;
}

/** Into the stream first, then into the journal: a repeat of either changes nothing. */
export async function sendAsVisitor(
  widget: Widget,
  visitor: WebChatVisitorRow,
  input: VisitorMessage,
  rt: Runtime,
): Promise<Result<WebChatMessageRow, "empty" | "no-such-button" | "not-stored">> {
  const choice = input.choice ? await findChoice(visitor, input.choice) : null;
  if (input.choice && !choice) return err("no-such-button");
  const text = choice?.title ?? input.text.trim().slice(0, TEXT_MAX);
  if (text === "" && input.files.length === 0) return err("empty");
  const { row } = await appendToStream(visitor, {
    key: `${visitor._id}:${input.clientId}`,
    by: "visitor",
    text,
    files: input.files.map(({ fileKey: _key, ...shown }) => shown),
    buttons: [],
    inReplyTo: input.choice?.messageId ?? null,
    at: rt.now(),
  });
  const isKept = await report(
    widget,
    visitor,
    {
      type: "message",
      id: row._id,
      at: row.at.toISOString(),
      text: choice ? "" : text,
      choice,
      files: input.files.map(({ fileId: _id, ...file }) => file),
      inReplyTo: row.inReplyTo,
    },
    rt,
  );
  return isKept ? ok(row) : err("not-stored");
}

/** Only a button that was really offered to this visitor can be pressed. */
async function findChoice(
  visitor: WebChatVisitorRow,
  { messageId, id }: { messageId: string; id: string },
) {
  const seq = Number(messageId.startsWith(`${visitor._id}:`) ? messageId.split(":").at(-1) : 0);
  const [message] = await readStream(visitor._id, seq - 1, seq);
  const button = message?.buttons.find((one) => one.type === "reply" && one.id === id);
  return button?.type === "reply" ? { id: button.id, title: button.title } : null;
}

/** The widget's word that messages were shown or looked at. */
export async function markSeen(
  widget: Widget,
  visitor: WebChatVisitorRow,
  seen: { readonly status: "delivered" | "read"; readonly upTo: number },
  rt: Runtime,
): Promise<void> {
  const upTo = Math.min(seen.upTo, visitor.lastSeq);
  const mark = seen.status === "read" ? "readSeq" : "deliveredSeq";
  if (upTo <= visitor[mark]) return;
  const fresh = await readStream(visitor._id, visitor[mark], upTo);
  const last = fresh.findLast((row) => row.by === "business");
  if (last) {
    const { status } = seen;
    const kept = await report(
      widget,
      visitor,
      { type: "seen", at: last.at.toISOString(), status },
      rt,
    );
    if (!kept) return;
  }
  await raiseVisitor(visitor._id, { [mark]: upTo, lastSeenAt: rt.now() });
}

/** Messages after a place; the newest ones when the browser has nothing yet. */
export async function readMessages(
  visitor: WebChatVisitorRow,
  after: number,
): Promise<WebChatMessageRow[]> {
  const from = Math.max(after, visitor.lastSeq - HISTORY_MAX);
  // What is written this moment may be past `lastSeq`: look a little further.
  return readStream(visitor._id, from, visitor.lastSeq + HISTORY_MAX);
}

async function report(
  widget: Widget,
  visitor: WebChatVisitorRow,
  event: Readonly<Record<string, unknown>>,
  rt: Runtime,
): Promise<boolean> {
  const { adapter, account } = widget.owner;
  const { _id: id, name, locale } = visitor;
  const call = {
    method: "POST",
    url: `${rt.publicUrl}/webhooks/${ADAPTER_ID}/${widget.accountId}`,
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode(JSON.stringify({ ...event, visitor: { id, name, locale } })),
    now: rt.now(),
  };
  const request = adapter.webhook.stamp?.(call, account) ?? call;
  const { accountId } = widget;
  const accepted = await acceptWebhook({ adapterId: ADAPTER_ID, accountId, request }, rt);
  return accepted.kind === "accepted" || accepted.kind === "duplicate";
}

/** Sends per visitor, and per network address: a person types slowly. */
export const sendLimits = {
  visitor: { name: "widget-visitor", points: 30, windowMs: MINUTE_MS },
  network: { name: "widget-network", points: 120, windowMs: MINUTE_MS },
  session: { name: "widget-session", points: 30, windowMs: MINUTE_MS },
} as const;
