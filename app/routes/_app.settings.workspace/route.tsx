import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Facts, PageBody, Panel } from "#app/components/ui/page.tsx";
import { WorkspaceFields } from "#app/components/workspace/workspace-fields.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { formatLocales, isAppLocale, localeNames } from "#app/lib/locales.ts";
import { titled } from "#app/lib/page-title.ts";
import { countryOptions, zoneOptions } from "#app/lib/places.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import { WorkspaceForm } from "#app/lib/workspace-form.ts";
import { saveWorkspace } from "#services/workspaces.server.ts";

export const handle = titled((t) => t("workspace"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspace } = await requireRole(request, context, "workspace.view");
  const { name, zone, country, locale } = workspace;
  const { language } = readPreferences(request);
  return {
    settings: { name, zone, country, locale },
    countries: countryOptions(formatLocales[language]),
    zones: zoneOptions(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "workspace.manage");
  const submission = parseWithZod(await request.formData(), { schema: WorkspaceForm });
  if (submission.status !== "success") return data(submission.reply(), 400);
  await saveWorkspace(workspaceId, submission.value, context.runtime);
  return data(submission.reply());
}

export default function WorkspacePage() {
  return <PageBody width="form">{useMay("workspace.manage") ? <Editor /> : <Reader />}</PageBody>;
}

function Editor() {
  const { t } = useTranslation("settings");
  const { settings, countries, zones } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    defaultValue: settings,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: WorkspaceForm }),
  });
  const isBusy = usePending();
  return (
    <Panel title={t("workspace.title")} lead={t("workspace.lead")}>
      <Form method="post" {...getFormProps(form)}>
        <Fields>
          <FormError errors={form.errors} />
          {lastResult?.status === "success" ? (
            <Notice tone="good" isLive>
              {t("workspace.saved")}
            </Notice>
          ) : null}
          <WorkspaceFields fields={fields} zones={zones} countries={countries} />
        </Fields>
        <SubmitRow isBusy={isBusy} />
      </Form>
    </Panel>
  );
}

function Reader() {
  const { t } = useTranslation("settings");
  const { settings, countries } = useLoaderData<typeof loader>();
  const { locale, country } = settings;
  const countryName = countries.find(({ value }) => value === country)?.label ?? country;
  return (
    <Panel title={t("workspace.title")} lead={t("workspace.readOnly")}>
      <Facts
        facts={[
          { label: t("workspace.name"), value: settings.name },
          { label: t("workspace.zone"), value: settings.zone },
          { label: t("workspace.country"), value: countryName },
          {
            label: t("workspace.locale"),
            value: isAppLocale(locale) ? localeNames[locale] : locale,
          },
        ]}
      />
    </Panel>
  );
}
