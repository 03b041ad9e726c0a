import { type ActionFunctionArgs, data } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { Fields } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { confirmAddress } from "#services/sign-in.server.ts";

export const handle = titled((t) => t("verify"));

export async function action({ params, context }: ActionFunctionArgs) {
  const confirmed = await confirmAddress(params["token"] ?? "", context.runtime);
  return confirmed.ok ? data({ isConfirmed: true }) : data({ isConfirmed: false }, 410);
}

/** Mail scanners open links: only the button confirms. */
export default function VerifyPage() {
  const { t } = useTranslation(["auth", "common"]);
  const last = useActionData<typeof action>();
  const isBusy = usePending();
  if (!last) {
    return (
      <AuthCard title={t("verify.title")} lead={t("verify.lead")}>
        <Form method="post">
          <Button type="submit" kind="primary" size="md" fullWidth isBusy={isBusy}>
            {t("verify.submit")}
          </Button>
        </Form>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t(last.isConfirmed ? "verify.doneTitle" : "verify.badTitle")}>
      <Fields>
        <Notice tone={last.isConfirmed ? "good" : "bad"} isLive>
          {t(last.isConfirmed ? "verify.done" : "verify.bad")}
        </Notice>
        <LinkButton to={paths.home} kind="primary">
          {t("common:error.home")}
        </LinkButton>
      </Fields>
    </AuthCard>
  );
}
