import type { LoaderFunctionArgs } from "@remix-run/node";
import { eventStream } from "#app/http/event-stream.server.ts";
import { requireRole } from "#app/http/guard.server.ts";
import { tailEvents } from "#services/event-tail.server.ts";

const topics = new Set(["conversation.changed", "presence.changed", "delivery.changed"]);

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "inbox.view");
  return eventStream({
    closed: context.closed,
    subscribe: (emit) =>
      tailEvents(
        workspaceId,
        ({ seq, topic, ref }) => {
          if (topics.has(topic)) emit({ id: String(seq), type: "change", data: { topic, ref } });
        },
        context.runtime,
      ),
  });
}
