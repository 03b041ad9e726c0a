import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Text, Title } from "@mantine/core";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { AuthCard } from "#app/components/ui/auth-card.tsx";
import { Button } from "#app/components/ui/button.tsx";
import { PasswordField, SelectField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, FormError } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { readPreferences } from "#app/http/preferences.server.ts";
import { formatLocales } from "#app/lib/locales.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { countryOptions, zoneOptions } from "#app/lib/places.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { createFirstOwner, firstRunToken, isFirstRun } from "#services/sign-in.server.ts";
import { SetupForm } from "./setup-form.ts";

export const handle = titled((t) => t("setup"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (!(await isFirstRun())) throw redirect(paths.signIn);
  const token = new URL(request.url).searchParams.get("token") ?? "";
  const { language } = readPreferences(request);
  return {
    token: token === firstRunToken(context.runtime) ? token : null,
    countries: countryOptions(formatLocales[language]),
    zones: zoneOptions(),
  };
}

const errorKeys = {
  closed: "auth:error.setupClosed",
  "bad-token": "auth:error.badToken",
  refused: "auth:error.refused",
} as const;

export async function action({ request, context }: ActionFunctionArgs) {
  const submission = parseWithZod(await request.formData(), { schema: SetupForm });
  if (submission.status !== "success") {
    return data(submission.reply({ hideFields: ["password"] }), 400);
  }
  const { workspaceName, zone, country, ...person } = submission.value;
  const { language: locale } = readPreferences(request);
  const workspace = { name: workspaceName, zone, country, locale };
  const { headers } = request;
  const made = await createFirstOwner({ ...person, workspace, headers }, context.runtime);
  if (made.ok) return redirect(paths.home, { headers: made.value.cookies });
  const formErrors = [errorKeys[made.error]];
  return data(submission.reply({ formErrors, hideFields: ["password"] }), 409);
}

export default function SetupPage() {
  const { t } = useTranslation("auth");
  const { token } = useLoaderData<typeof loader>();
  if (token !== null) return <SetupSteps token={token} />;
  return (
    <AuthCard title={t("setup.noTokenTitle")}>
      <Notice tone="info">{t("setup.noToken")}</Notice>
    </AuthCard>
  );
}

function SetupSteps({ token }: { readonly token: string }) {
  const { t } = useTranslation("auth");
  const { countries, zones } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    defaultValue: { token, zone: "Europe/Amsterdam", country: "NL" },
    onValidate: ({ formData }) => parseWithZod(formData, { schema: SetupForm }),
    shouldRevalidate: "onInput",
  });
  return (
    <AuthCard title={t("setup.title")} lead={t("setup.lead")}>
      <Form method="post" {...getFormProps(form)}>
        <input type="hidden" name={fields.token.name} value={token} />
        <Fields>
          <FormError errors={form.errors} />
          <Title order={3}>{t("setup.you")}</Title>
          <TextField field={fields.name} label={t("setup.name")} autoComplete="name" />
          <TextField
            field={fields.email}
            label={t("setup.email")}
            type="email"
            autoComplete="username"
          />
          <PasswordField
            field={fields.password}
            label={t("setup.password")}
            hint={t("setup.passwordHint")}
            autoComplete="new-password"
          />
          <Title order={3}>{t("setup.workspace")}</Title>
          <TextField
            field={fields.workspaceName}
            label={t("setup.workspaceName")}
            hint={t("setup.workspaceHint")}
            autoComplete="organization"
          />
          <FieldRow>
            <SelectField field={fields.zone} label={t("setup.zone")} options={zones} />
            <SelectField field={fields.country} label={t("setup.country")} options={countries} />
          </FieldRow>
          <Text size="sm" c="dimmed">
            {t("setup.countryHint")}
          </Text>
          <Button type="submit" kind="primary" size="md" fullWidth isBusy={usePending()}>
            {t("setup.submit")}
          </Button>
        </Fields>
      </Form>
    </AuthCard>
  );
}
