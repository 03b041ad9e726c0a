import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answer, forWidget, shown, take, tooFast } from "#app/http/widget.server.ts";
import { readBody } from "#app/http/read-body.server.ts";
import { openSession, readMessages } from "#services/web-chat-visitors.server.ts";

// The widget begins or continues a browser's chat.

const Input = z.object({
  token: z.string().max(300).nullable(),
  locale: z.string().max(35).nullable(),
  page: z.string().max(2_000).nullable(),
});
const BODY_MAX = 8_000;

function answerSession({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const accountId = params["accountId"] ?? "";
  return forWidget({ request, accountId, context }, async (widget) => {
    // How the chat looks; nobody is remembered for asking.
    if (request.method === "GET") return answer(200, { settings: widget.settings });
    if (request.method !== "POST") return answer(405, { error: "method" });
    const body = await readBody(request, BODY_MAX);
    const input = body.ok ? Input.safeParse(parse(body.value)).data : undefined;
    if (!input) return answer(400, { error: "unreadable" });
    const waitMs = await take("session", context.clientAddress);
    if (waitMs > 0) return tooFast(waitMs);
    const { visitor, token } = await openSession(widget, input, context.runtime);
    const messages = await readMessages(visitor, 0);
    return answer(200, {
      token,
      settings: widget.settings,
      readSeq: visitor.readSeq,
      messages: messages.map((row) => shown(row, accountId, context)),
    });
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not the widget's doing; the caller is told the body is unreadable.
    return null;
  }
}

export const loader = (args: LoaderFunctionArgs) => answerSession(args);
export const action = (args: ActionFunctionArgs) => answerSession(args);
