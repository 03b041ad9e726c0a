import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { requireRole } from "#app/http/guard.server.ts";
import { paths } from "#app/lib/paths.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireRole(request, context, "workspace.view");
  return redirect(paths.settingsProfile);
}
