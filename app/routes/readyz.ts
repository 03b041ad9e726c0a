import type { LoaderFunctionArgs } from "@remix-run/node";
import { readiness } from "#services/health.server.ts";

/** May traffic come here? 503 while the database is away or the process is leaving. */
export async function loader({ context }: LoaderFunctionArgs) {
  const state = await readiness(context.runtime, "web");
  const status = state.ready ? 200 : 503;
  return Response.json(state, { status, headers: { "cache-control": "no-store" } });
}
