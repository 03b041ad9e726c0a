import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs, ShouldRevalidateFunctionArgs } from "@remix-run/react";
import { useLoaderData, useOutletContext } from "@remix-run/react";
import { Conversation } from "#app/components/inbox/conversation.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { act } from "./act.server.ts";
import { readConversation } from "./read-conversation.server.ts";

export const handle = titled<typeof loader>((t, page) => page?.person.name || t("inbox"));

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const member = await requireRole(request, context, "inbox.view");
  const found = await readConversation(member, params["conversationId"] ?? "", context);
  if (!found) throw notFound();
  return { ...found, personWidth: readPreferences(request).paneWidths.person };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const member = await requireRole(request, context, "inbox.view");
  const conversationId = params["conversationId"] ?? "";
  const result = await act(request, { member, conversationId }, context.runtime);
  return data(result, { status: result.ok ? 200 : 409 });
}

/** Without a connection the text stays where it is: a failed request is an answer, not a broken page. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  try {
    return await serverAction<typeof action>();
  } catch (error) {
    if (error instanceof TypeError)
      return { ok: false, intent: "unknown", error: "offline" } as const;
    throw error;
  }
}

/** A kept draft or "I am typing" changes nothing that is shown here. */
export function shouldRevalidate({
  formData,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs) {
  const intent = formData?.get("intent");
  return intent === "draft" || intent === "presence" ? false : defaultShouldRevalidate;
}

export default function ConversationPage() {
  const conversation = useLoaderData<typeof loader>();
  const nextId = useOutletContext<string | null>();
  return <Conversation key={conversation.id} conversation={conversation} nextId={nextId} />;
}
