import type { LoaderFunctionArgs } from "@remix-run/node";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";
import { findImport } from "#models/contact-import.server.ts";
import { problemFile } from "#services/import-problems.server.ts";

/** The refused rows of an import as a file to mend and import again. */
export async function loader({ request, context, params }: LoaderFunctionArgs): Promise<Response> {
  const { workspaceId } = await requireRole(request, context, "contacts.import");
  const job = await findImport({ workspaceId, importId: params["importId"] ?? "" });
  if (!job) throw notFound();
  const { language } = readPreferences(request);
  const sentences: Readonly<Record<string, string>> = (language === "nl" ? nl : en).audience
    .problem;
  const pieces = problemFile(job, ({ reason, column }) => {
    const sentence = sentences[reason] ?? reason;
    return column === null ? sentence : `${column}: ${sentence}`;
  });
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: () => void pieces.return(undefined),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="refused-rows-${job._id}.csv"`,
    },
  });
}
