import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { requireUser } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { listMemberships } from "#models/member.server.ts";

export const handle = titled((t) => t("noWorkspace"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { userId, email } = await requireUser(request, context);
  if ((await listMemberships(userId)).length > 0) throw redirect(paths.home);
  return { email };
}

/** Signed in, but taken out of every workspace or not yet in one. */
export default function NoWorkspacePage() {
  const { t } = useTranslation(["auth", "common"]);
  const { email } = useLoaderData<typeof loader>();
  return (
    <AuthCard title={t("noWorkspace.title")} lead={t("noWorkspace.lead", { email })}>
      <Form method="post" action={paths.signOut} reloadDocument>
        <Button type="submit">{t("common:member.signOut")}</Button>
      </Form>
    </AuthCard>
  );
}
