import { type ActionFunctionArgs, redirect } from "@remix-run/node";
import { paths } from "#app/lib/paths.ts";
import { signOut } from "#services/sign-in.server.ts";

/** A GET changes nothing: an old link or a prefetch must not sign anyone out. */
export function loader() {
  return redirect(paths.home);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const cookies = await signOut(request.headers, context.runtime);
  return redirect(paths.signIn, { headers: cookies });
}
