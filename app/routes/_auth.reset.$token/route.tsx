import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data } from "@remix-run/node";
import { Form, useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { PasswordField } from "#app/components/ui/field.tsx";
import { Fields } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { titled } from "#app/lib/page-title.ts";
import { NewPassword } from "#app/lib/password.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { resetPassword } from "#services/sign-in.server.ts";

const ResetForm = z.object({ password: NewPassword });

export const handle = titled((t) => t("newPassword"));

type State = "open" | "done" | "bad";

export async function action({ request, params, context }: ActionFunctionArgs) {
  const submission = parseWithZod(await request.formData(), { schema: ResetForm });
  const state = (value: State) => value;
  if (submission.status !== "success") {
    const reply = submission.reply({ hideFields: ["password"] });
    return data({ reply, state: state("open") }, 400);
  }
  const token = params["token"] ?? "";
  const { password } = submission.value;
  const changed = await resetPassword({ token, password }, context.runtime);
  const reply = submission.reply({ hideFields: ["password"] });
  if (changed.ok) return data({ reply, state: state("done") });
  return data({ reply, state: state("bad") }, 410);
}

export default function ResetPage() {
  const { t } = useTranslation("auth");
  const last = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: last?.reply ?? null,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: ResetForm }),
    shouldRevalidate: "onInput",
  });
  const isBusy = usePending();
  if (last?.state === "done") {
    return (
      <AuthCard title={t("reset.doneTitle")}>
        <Fields>
          <Notice tone="good" isLive>
            {t("reset.done")}
          </Notice>
          <LinkButton to={paths.signIn} kind="primary">
            {t("signIn.submit")}
          </LinkButton>
        </Fields>
      </AuthCard>
    );
  }
  if (last?.state === "bad") {
    return (
      <AuthCard title={t("reset.badTitle")}>
        <Fields>
          <Notice tone="bad" isLive>
            {t("reset.bad")}
          </Notice>
          <LinkButton to={paths.forgot} kind="primary">
            {t("reset.again")}
          </LinkButton>
        </Fields>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t("reset.title")} lead={t("reset.lead")}>
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <PasswordField
            field={fields.password}
            label={t("reset.password")}
            hint={t("setup.passwordHint")}
            autoComplete="new-password"
            size="md"
          />
          <Button type="submit" kind="primary" size="md" fullWidth isBusy={isBusy}>
            {t("reset.submit")}
          </Button>
        </Fields>
      </Form>
    </AuthCard>
  );
}
