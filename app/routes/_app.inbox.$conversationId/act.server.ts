import { parseFormData } from "@mjackson/form-data-parser";
import { z } from "zod";
import { notFound, type Member } from "#app/http/guard.server.ts";
import { may } from "#core/access/roles.ts";
import { err, ok, type Result } from "#core/result.ts";
import { findConversation } from "#models/conversation.server.ts";
import { removeCannedReply, saveCannedReply } from "#services/canned-replies.server.ts";
import {
  assignConversation,
  closeConversation,
  markRead,
  markUnread,
  reopenConversation,
  snoozeConversation,
  type ActingOn,
} from "#services/conversation-moves.server.ts";
import { addNote, bePresent, keepDraft } from "#services/conversation-notes.server.ts";
import { replyTo } from "#services/conversations.server.ts";
import { MEDIA_BYTES_MAX, storeMedia } from "#services/media.server.ts";
import { settlePossibleOptOut } from "#services/possible-opt-out.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

const id = z.string().min(1).max(80);
const optionalId = z
  .string()
  .max(80)
  .transform((text) => (text === "" ? null : text))
  .nullable()
  .default(null);
const flag = z.enum(["true", "false"]).transform((word) => word === "true");

const Act = z.discriminatedUnion("intent", [
  z.object({
    intent: z.literal("reply"),
    clientKey: z.string().regex(/^[\w-]{8,64}$/),
    text: z.string().max(60_000),
    mediaId: optionalId,
    templateId: optionalId,
  }),
  z.object({ intent: z.literal("note"), text: z.string().max(20_000) }),
  z.object({ intent: z.literal("assign"), assigneeId: optionalId }),
  z.object({
    intent: z.literal("snooze"),
    until: z
      .string()
      .transform((text) => (text === "" ? null : new Date(text)))
      .refine((at) => at === null || !Number.isNaN(at.getTime())),
  }),
  z.object({ intent: z.literal("close") }),
  z.object({ intent: z.literal("reopen") }),
  z.object({ intent: z.literal("opt-out"), messageId: id, isOptOut: flag }),
  z.object({ intent: z.literal("read") }),
  z.object({ intent: z.literal("unread") }),
  z.object({ intent: z.literal("draft"), text: z.string().max(20_000), isNote: flag }),
  z.object({ intent: z.literal("presence"), isTyping: flag }),
  z.object({
    intent: z.literal("canned-save"),
    id: optionalId,
    shortcut: z.string().regex(/^[a-z0-9-]{1,30}$/),
    text: z.string().trim().min(1).max(4_000),
  }),
  z.object({ intent: z.literal("canned-remove"), id }),
]);
type Act = z.infer<typeof Act>;

export type ActResult =
  | { readonly ok: true; readonly intent: string; readonly media?: UploadedFile }
  | { readonly ok: false; readonly intent: string; readonly error: string };

export interface UploadedFile {
  readonly mediaId: string;
  readonly fileName: string;
  readonly kind: string;
  readonly bytes: number;
}

/** Looking on needs no right to answer. */
const harmless = ["read", "presence", ""];

/** One conversation's writes. */
export async function act(
  request: Request,
  where: { readonly member: Member; readonly conversationId: string },
  rt: Runtime,
): Promise<ActResult> {
  const { member, conversationId } = where;
  const { workspaceId, memberId, role } = member;
  const form = await readForm(request);
  if (!form) return { ok: false, intent: "upload", error: "too-large" };
  const file = form.get("file");
  const intent = file instanceof File ? "upload" : String(form.get("intent") ?? "");
  if (!harmless.includes(intent) && !may(role, "inbox.reply")) {
    throw new Response("Forbidden", { status: 403 });
  }
  if (!(await findConversation(workspaceId, conversationId))) throw notFound();
  const on: ActingOn = { workspaceId, conversationId, memberId };
  if (file instanceof File) return upload(file, on, rt);
  const parsed = Act.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { ok: false, intent, error: "invalid" };
  const result = await run(parsed.data, on, member.name, rt);
  return result.ok ? { ok: true, intent } : { ok: false, intent, error: result.error };
}

/** null = the parser stopped at the size limit or at broken parts. */
async function readForm(request: Request): Promise<FormData | null> {
  const isMultipart = request.headers.get("content-type")?.startsWith("multipart/form-data");
  if (!isMultipart) return request.formData();
  try {
    return await parseFormData(request, { maxFiles: 1, maxFileSize: MEDIA_BYTES_MAX });
  } catch {
    return null;
  }
}

async function run(
  given: Act,
  on: ActingOn,
  memberName: string,
  rt: Runtime,
): Promise<Result<unknown, string>> {
  switch (given.intent) {
    case "reply":
      return replyTo({ ...on, ...given }, rt);
    case "note":
      return addNote({ ...on, text: given.text }, rt);
    case "assign":
      return assignConversation({ ...on, assigneeId: given.assigneeId }, rt);
    case "snooze":
      return snoozeConversation({ ...on, until: given.until }, rt);
    case "close":
      return closeConversation(on, rt);
    case "reopen":
      return reopenConversation(on, rt);
    case "opt-out":
      return settlePossibleOptOut({ ...on, ...given }, rt);
    case "read":
      return markRead(on, rt);
    case "unread":
      return markUnread(on, rt);
    case "draft":
      return keepDraft({ ...on, text: given.text, isNote: given.isNote }, rt);
    case "presence":
      return bePresent({ ...on, memberName, isTyping: given.isTyping }, rt);
    case "canned-save":
      return saveCannedReply({ ...on, ...given, id: given.id ?? undefined }, rt);
    case "canned-remove":
      return (await removeCannedReply({ workspaceId: on.workspaceId, id: given.id }))
        ? ok(null)
        : err("not-found");
  }
}

async function upload(file: File, on: ActingOn, rt: Runtime): Promise<ActResult> {
  const intent = "upload";
  const stored = await storeMedia(
    {
      workspaceId: on.workspaceId,
      bytes: new Uint8Array(await file.arrayBuffer()),
      fileName: file.name,
      claimedType: file.type,
      source: "upload",
    },
    rt,
  );
  if (!stored.ok) return { ok: false, intent, error: stored.error };
  const { _id: mediaId, fileName, kind, bytes } = stored.value;
  return { ok: true, intent, media: { mediaId, fileName, kind, bytes } };
}
