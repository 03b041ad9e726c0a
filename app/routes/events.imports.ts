import type { LoaderFunctionArgs } from "@remix-run/node";
import { eventStream } from "#app/http/event-stream.server.ts";
import { requireRole } from "#app/http/guard.server.ts";
import { tailEvents } from "#services/event-tail.server.ts";

const topics = new Set(["import.progress", "import.done"]);

export async function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  const { workspaceId } = await requireRole(request, context, "contacts.view");
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
