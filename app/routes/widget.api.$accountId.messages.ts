import { setTimeout as wait } from "node:timers/promises";
import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/node";
import { parseFormData, type FileUpload } from "@mjackson/form-data-parser";
import { z } from "zod";
import { answer, forVisitor, shown, take, tooFast } from "#app/http/widget.server.ts";
import type { WebChatVisitorRow } from "#models/web-chat-visitor.server.ts";
import { keepUpload, UPLOAD_BYTES_MAX, uploadKey } from "#services/web-chat-files.server.ts";
import {
  readMessages,
  sendAsVisitor,
  type VisitorMessage,
  type Widget,
} from "#services/web-chat-visitors.server.ts";

// GET: messages after a place, waiting for the next one. POST: the visitor writes, presses or uploads.

const LONG_POLL_MS = 25_000;
const POLL_MS = 700;
const FILES_MAX = 5;

export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const accountId = params["accountId"] ?? "";
  return forVisitor({ request, accountId, context }, async (_widget, visitor) => {
    const after = Number(new URL(request.url).searchParams.get("after") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) return answer(400, { error: "unreadable" });
    const messages = await nextMessages(visitor, after, context);
    return answer(200, { messages: messages.map((row) => shown(row, accountId, context)) });
  });
}

/** Asks until there is something, the browser leaves, or the wait is over. */
async function nextMessages(visitor: WebChatVisitorRow, after: number, context: AppLoadContext) {
  const rounds = Math.ceil(LONG_POLL_MS / POLL_MS);
  for (let round = 0; round < rounds; round += 1) {
    // `lastSeq` of the row read at the start is a floor; new messages have a higher place.
    const found = await readMessages(
      { ...visitor, lastSeq: Math.max(visitor.lastSeq, after) },
      after,
    );
    if (found.length > 0 || context.closed.aborted) return found;
    await wait(POLL_MS, undefined, { signal: context.closed }).catch(() => null);
  }
  return [];
}

const Fields = z.object({
  clientId: z.string().min(8).max(64),
  text: z.string().max(20_000).default(""),
  choiceOf: z.string().max(100).optional(),
  choiceId: z.string().max(300).optional(),
});

export async function action({ request, params, context }: ActionFunctionArgs): Promise<Response> {
  const accountId = params["accountId"] ?? "";
  return forVisitor({ request, accountId, context }, async (widget, visitor) => {
    const waits = await Promise.all([
      take("visitor", visitor._id),
      take("network", context.clientAddress),
    ]);
    const waitMs = Math.max(...waits);
    if (waitMs > 0) return tooFast(waitMs);
    const input = await readMessage(request, widget, context);
    if ("error" in input) return answer(input.status, { error: input.error });
    const sent = await sendAsVisitor(widget, visitor, input, context.runtime);
    if (sent.ok) return answer(200, { message: shown(sent.value, accountId, context) });
    return answer(sent.error === "not-stored" ? 503 : 422, { error: sent.error });
  });
}

type Refused = { readonly error: string; readonly status: number };

async function readMessage(
  request: Request,
  { accountId }: Widget,
  { runtime }: AppLoadContext,
): Promise<VisitorMessage | Refused> {
  const files: VisitorMessage["files"][number][] = [];
  let refused: Refused | null = null;
  const keep = async (upload: FileUpload) => {
    const bytes = new Uint8Array(await upload.arrayBuffer());
    const file = { fileName: upload.name, claimedType: upload.type, bytes };
    const kept = await keepUpload(accountId, file, runtime);
    if (kept.ok) {
      files.push({ ...kept.value, fileKey: uploadKey(accountId, kept.value.fileId) });
    } else refused = { error: kept.error, status: kept.error === "too-large" ? 413 : 415 };
    return null;
  };
  try {
    const limits = { maxFiles: FILES_MAX, maxFileSize: UPLOAD_BYTES_MAX };
    const form = await parseFormData(request, limits, keep);
    if (refused) return refused;
    const entries = [...form].filter(([, value]) => typeof value === "string");
    const fields = Fields.safeParse(Object.fromEntries(entries)).data;
    if (!fields) return { error: "unreadable", status: 400 };
    const { clientId, text, choiceOf, choiceId } = fields;
    const choice = choiceOf && choiceId ? { messageId: choiceOf, id: choiceId } : null;
    return { clientId, text, files, choice };
  } catch {
    // The parser's own limits: too many files, or one that is too large.
    return { error: "too-large", status: 413 };
  }
}
