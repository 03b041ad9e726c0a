import type { ActionFunctionArgs } from "@remix-run/node";
import { requireRole } from "#app/http/guard.server.ts";
import { uploadImport } from "#services/imports.server.ts";

/**
 * The file itself as the body, from the browser's disk to the store without ever being whole in
 * memory. The page's plain form does the same for browsers without scripts, up to a smaller size.
 */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { workspaceId, memberId, workspace } = await requireRole(
    request,
    context,
    "contacts.import",
  );
  const fileName = decodeURIComponent(request.headers.get("x-file-name") ?? "people.csv");
  if (!request.body) return Response.json({ error: "no-file" }, { status: 400 });
  const stored = await uploadImport(
    {
      ...{ workspaceId, memberId, fileName, defaultCountry: workspace.country || null },
      stream: request.body as unknown as AsyncIterable<Uint8Array>,
    },
    context.runtime,
  );
  if (stored.ok) return Response.json(stored.value, { status: 201 });
  return Response.json({ error: stored.error }, { status: 422 });
}
