import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Switch } from "@mantine/core";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PasswordField, SelectField, TextField } from "#app/components/ui/field.tsx";
import { Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { ThemeSwitch } from "#app/components/ui/theme-switch.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { keysCookieName, writePreference } from "#app/lib/color-scheme.ts";
import { localeCookieName, localeNames, locales } from "#app/lib/locales.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { useSettings } from "#app/lib/settings-context.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { chooseLanguage, renameUser } from "#services/members.server.ts";
import { changePassword, requestVerification } from "#services/sign-in.server.ts";
import { LanguageForm, NameForm, PasswordForm, ProfileForm } from "./profile-forms.ts";

export const handle = titled((t) => t("profile"));

const YEAR_S = 365 * 24 * 60 * 60;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const member = await requireRole(request, context, "workspace.view");
  const { name, email, isEmailVerified } = member;
  return { name, email, isEmailVerified };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { userId } = await requireRole(request, context, "workspace.view");
  const submission = parseWithZod(await request.formData(), { schema: ProfileForm });
  const hideFields = ["current", "next"];
  if (submission.status !== "success") return data(submission.reply({ hideFields }), 400);
  const { headers } = request;
  const form = submission.value;
  switch (form.intent) {
    case "name":
      await renameUser(form.name, headers, context.runtime);
      return data(submission.reply());
    case "verify": {
      const asked = await requestVerification(headers, context.runtime);
      if (asked.ok) return data(submission.reply());
      return data(submission.reply({ formErrors: ["auth:error.resetLocked"] }), 429);
    }
    case "language": {
      await chooseLanguage(userId, form.language);
      const cookie = `${localeCookieName}=${form.language}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
      return redirect(paths.settingsProfile, { headers: { "set-cookie": cookie } });
    }
    case "password": {
      const { current, next } = form;
      const changed = await changePassword({ current, next, headers }, context.runtime);
      if (changed.ok)
        return data(submission.reply({ hideFields }), { headers: changed.value.cookies });
      const fieldErrors = { current: ["settings:error.currentPassword"] };
      return data(submission.reply({ fieldErrors, hideFields }), 400);
    }
  }
}

export default function ProfilePage() {
  return (
    <PageBody width="form">
      <NamePanel />
      <AddressPanel />
      <LooksPanel />
      <PasswordPanel />
    </PageBody>
  );
}

/** The answer to this form, if the last one sent was this. */
function useReply(intent: string) {
  const reply = useActionData<typeof action>();
  return reply?.initialValue?.["intent"] === intent ? reply : null;
}

function NamePanel() {
  const { t } = useTranslation("settings");
  const { name, email } = useLoaderData<typeof loader>();
  const lastResult = useReply("name");
  const [form, fields] = useForm({
    id: "name",
    lastResult,
    defaultValue: { name },
    onValidate: ({ formData }) => parseWithZod(formData, { schema: NameForm }),
  });
  const isBusy = usePending({ intent: "name" });
  return (
    <Panel title={t("profile.you")} lead={t("profile.signedInAs", { email })}>
      <Form method="post" {...getFormProps(form)}>
        <TextField
          field={fields.name}
          label={t("profile.name")}
          hint={t("profile.nameHint")}
          autoComplete="name"
        />
        <SubmitRow name="intent" value="name" kind="secondary" isBusy={isBusy} />
      </Form>
    </Panel>
  );
}

/** Only while the address is unproven; nothing else depends on it. */
function AddressPanel() {
  const { t } = useTranslation(["settings", "auth"]);
  const { email, isEmailVerified } = useLoaderData<typeof loader>();
  const reply = useReply("verify");
  const isBusy = usePending({ intent: "verify" });
  if (isEmailVerified) return null;
  return (
    <Panel title={t("profile.address")} lead={t("profile.addressLead", { email })}>
      <Form method="post">
        <Fields>
          {reply?.status === "success" ? (
            <Notice tone="good" isLive>
              {t("profile.addressSent")}
            </Notice>
          ) : null}
          <FormError errors={reply?.error?.[""] ?? undefined} />
        </Fields>
        <SubmitRow
          name="intent"
          value="verify"
          kind="secondary"
          label={t("profile.addressSend")}
          isBusy={isBusy}
        />
      </Form>
    </Panel>
  );
}

function LooksPanel() {
  const { t } = useTranslation(["settings", "common"]);
  const { language, hasSingleKeys } = useSettings();
  const [hasKeys, setKeys] = useState(hasSingleKeys);
  const [form, fields] = useForm({
    id: "language",
    defaultValue: { language },
    onValidate: ({ formData }) => parseWithZod(formData, { schema: LanguageForm }),
  });
  const options = locales.map((value) => ({ value, label: localeNames[value] }));
  return (
    <Panel title={t("profile.looks")} lead={t("profile.looksLead")}>
      <Fields>
        <div>
          <div className="mantine-InputWrapper-label">{t("common:theme.label")}</div>
          <ThemeSwitch />
        </div>
        <Switch
          label={t("common:keys.single")}
          description={t("common:keys.singleHint")}
          checked={hasKeys}
          onChange={(event) => {
            setKeys(event.currentTarget.checked);
            writePreference(keysCookieName, event.currentTarget.checked ? "on" : "off");
          }}
        />
      </Fields>
      {/* The other language's words are another file: the page loads anew. */}
      <Form method="post" reloadDocument {...getFormProps(form)} style={{ marginTop: 16 }}>
        <SelectField field={fields.language} label={t("common:language.label")} options={options} />
        <SubmitRow
          name="intent"
          value="language"
          kind="secondary"
          label={t("profile.changeLanguage")}
        />
      </Form>
    </Panel>
  );
}

function PasswordPanel() {
  const { t } = useTranslation(["settings", "auth"]);
  const lastResult = useReply("password");
  const [form, fields] = useForm({
    id: "password",
    lastResult,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: PasswordForm }),
  });
  const isBusy = usePending({ intent: "password" });
  return (
    <Panel title={t("profile.password")} lead={t("profile.passwordLead")}>
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <FormError errors={form.errors} />
          {lastResult?.status === "success" ? (
            <Notice tone="good" isLive>
              {t("profile.passwordSaved")}
            </Notice>
          ) : null}
          <PasswordField
            field={fields.current}
            label={t("profile.current")}
            autoComplete="current-password"
          />
          <PasswordField
            field={fields.next}
            label={t("profile.next")}
            hint={t("auth:setup.passwordHint")}
            autoComplete="new-password"
          />
        </Fields>
        <SubmitRow
          name="intent"
          value="password"
          kind="secondary"
          label={t("profile.changePassword")}
          isBusy={isBusy}
        />
      </Form>
    </Panel>
  );
}
