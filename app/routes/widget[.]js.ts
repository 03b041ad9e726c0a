import type { LoaderFunctionArgs } from "@remix-run/node";
import { widgetScript } from "#services/widget-script.server.ts";

// One script tag on a customer's page loads this.

export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  const { script, etag } = await widgetScript();
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=600",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    etag,
  };
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(script, { headers });
}
