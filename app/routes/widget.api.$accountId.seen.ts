import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { answer, forVisitor, take, tooFast } from "#app/http/widget.server.ts";
import { markSeen } from "#services/web-chat-visitors.server.ts";

// The widget says what it has shown and what the person has looked at.

const Input = z.object({
  status: z.enum(["delivered", "read"]),
  upTo: z.coerce.number().int().positive(),
});

function answerSeen({ request, params, context }: LoaderFunctionArgs): Promise<Response> {
  const accountId = params["accountId"] ?? "";
  return forVisitor({ request, accountId, context }, async (widget, visitor) => {
    if (request.method !== "POST") return answer(405, { error: "method" });
    const waitMs = await take("network", context.clientAddress);
    if (waitMs > 0) return tooFast(waitMs);
    const input = Input.safeParse(Object.fromEntries(await request.formData())).data;
    if (!input) return answer(400, { error: "unreadable" });
    await markSeen(widget, visitor, input, context.runtime);
    return answer(200, { ok: true });
  });
}

export const loader = (args: LoaderFunctionArgs) => answerSeen(args);
export const action = (args: ActionFunctionArgs) => answerSeen(args);
