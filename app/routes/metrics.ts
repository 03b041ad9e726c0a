import type { LoaderFunctionArgs } from "@remix-run/node";
import ipaddr from "ipaddr.js";
import { notFound } from "#app/http/guard.server.ts";
import { metricsRegistry } from "#services/metrics.server.ts";

const insideRanges = new Set(["loopback", "private", "uniqueLocal"]);

/** For a scraper on the same machine or network. What came through a proxy came from outside. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const isForwarded = request.headers.has("x-forwarded-for") || request.headers.has("forwarded");
  if (isForwarded || !isInside(context.clientAddress)) throw notFound();
  const text = await metricsRegistry.metrics();
  return new Response(text, { headers: { "content-type": metricsRegistry.contentType } });
}

function isInside(address: string): boolean {
  return ipaddr.isValid(address) && insideRanges.has(ipaddr.process(address).range());
}
