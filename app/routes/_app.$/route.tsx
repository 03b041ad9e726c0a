import type { LoaderFunctionArgs } from "@remix-run/node";
import { notFound, requireMember } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";

export const handle = titled((t) => t("nothing"));

/** An address without a page: said inside the shell, so the member can go on from there. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireMember(request, context);
  throw notFound();
}

export default function NothingHere() {
  return null;
}
