import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { notFound, requireUser } from "#app/http/guard.server.ts";
import { paths } from "#app/lib/paths.ts";
import { switchWorkspace } from "#services/sign-in.server.ts";

export function loader() {
  return redirect(paths.home);
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireUser(request, context);
  const workspaceId = (await request.formData()).get("workspaceId");
  if (typeof workspaceId !== "string") throw notFound();
  const { headers } = request;
  const switched = await switchWorkspace({ workspaceId, headers }, context.runtime);
  if (!switched.ok) throw notFound();
  return redirect(paths.home);
}
