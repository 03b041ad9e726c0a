/** A process that answers is alive; it asks nothing of anyone. */
export function loader() {
  return new Response("ok", { headers: { "cache-control": "no-store" } });
}
