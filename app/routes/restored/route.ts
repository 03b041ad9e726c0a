import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { requireRole } from "#app/http/guard.server.ts";
import { paths } from "#app/lib/paths.ts";
import { endRestoreAlert } from "#services/restore-watch.server.ts";

export function loader() {
  return redirect(paths.home);
}

/** "I have looked": the notice of a restored database goes from every page. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { memberId } = await requireRole(request, context, "workspace.manage");
  await endRestoreAlert(context.runtime, memberId);
  return redirect(paths.campaigns);
}
