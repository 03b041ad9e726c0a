import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Anchor } from "@mantine/core";
import { type ActionFunctionArgs, data } from "@remix-run/node";
import { Form, Link, useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { TextField } from "#app/components/ui/field.tsx";
import { Fields, FormError } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { titled } from "#app/lib/page-title.ts";
import { Email } from "#app/lib/password.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { requestPasswordReset } from "#services/sign-in.server.ts";

const ForgotForm = z.object({ email: Email });

export const handle = titled((t) => t("newPassword"));

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = parseWithZod(await request.formData(), { schema: ForgotForm });
  if (submission.status !== "success") {
    return data({ reply: submission.reply(), isSent: false }, 400);
  }
  const { clientAddress, runtime } = context;
  const { email } = submission.value;
  const asked = await requestPasswordReset({ email, clientAddress }, runtime);
  if (asked.ok) return data({ reply: submission.reply(), isSent: true });
  const reply = submission.reply({ formErrors: ["auth:error.resetLocked"] });
  return data({ reply, isSent: false }, 429);
}

export default function ForgotPage() {
  const { t } = useTranslation("auth");
  const last = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: last?.reply ?? null,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: ForgotForm }),
  });
  const isBusy = usePending();
  const back = (
    <Anchor component={Link} to={paths.signIn} size="sm">
      {t("forgot.back")}
    </Anchor>
  );
  if (last?.isSent) {
    return (
      <AuthCard title={t("forgot.sentTitle")} foot={back}>
        <Notice tone="good" isLive>
          {t("forgot.sent")}
        </Notice>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={t("forgot.title")} lead={t("forgot.lead")} foot={back}>
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <FormError errors={form.errors} />
          <TextField
            field={fields.email}
            label={t("forgot.email")}
            type="email"
            autoComplete="username"
            size="md"
          />
          <Button type="submit" kind="primary" size="md" fullWidth isBusy={isBusy}>
            {t("forgot.submit")}
          </Button>
        </Fields>
      </Form>
    </AuthCard>
  );
}
