import { getFormProps, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { WorkspaceFields } from "#app/components/workspace/workspace-fields.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { formatLocales } from "#app/lib/locales.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { countryOptions, zoneOptions } from "#app/lib/places.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { WorkspaceForm } from "#app/lib/workspace-form.ts";
import { openWorkspace } from "#services/sign-in.server.ts";

export const handle = titled((t) => t("newWorkspace"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspace } = await requireRole(request, context, "workspace.create");
  const { zone, country, locale } = workspace;
  const { language } = readPreferences(request);
  return {
    // Most often the same people in the same place open a second one.
    like: { name: "", zone, country, locale },
    countries: countryOptions(formatLocales[language]),
    zones: zoneOptions(),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  await requireRole(request, context, "workspace.create");
  const { headers } = request;
  const submission = parseWithZod(await request.formData(), { schema: WorkspaceForm });
  if (submission.status !== "success") return data(submission.reply(), 400);
  const opened = await openWorkspace({ ...submission.value, headers }, context.runtime);
  if (!opened.ok) throw redirect(paths.signIn);
  return redirect(paths.home);
}

export default function NewWorkspacePage() {
  const { t } = useTranslation(["settings", "common"]);
  const { like, countries, zones } = useLoaderData<typeof loader>();
  const lastResult = useActionData<typeof action>();
  const [form, fields] = useForm({
    lastResult: lastResult ?? null,
    defaultValue: like,
    onValidate: ({ formData }) => parseWithZod(formData, { schema: WorkspaceForm }),
  });
  const isBusy = usePending();
  return (
    <>
      <PageHead title={t("newWorkspace.title")} state={t("newWorkspace.state")} />
      <PageBody width="form">
        <Panel>
          {/* Everything on the page belongs to the workspace left behind: it loads anew. */}
          <Form method="post" reloadDocument {...getFormProps(form)}>
            <Fields>
              <FormError errors={form.errors} />
              <WorkspaceFields fields={fields} zones={zones} countries={countries} />
            </Fields>
            <SubmitRow label={t("newWorkspace.submit")} isBusy={isBusy}>
              <LinkButton to={paths.home}>{t("common:action.cancel")}</LinkButton>
            </SubmitRow>
          </Form>
        </Panel>
      </PageBody>
    </>
  );
}
