import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { readPersonForm } from "#app/components/audience/person-form-values.ts";
import { PersonForm } from "#app/components/audience/person-form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { createContact } from "#services/contacts.server.ts";

export const handle = titled((t) => t("newPerson"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.edit");
  const attributes = await findAttributes(workspaceId);
  return {
    attributes: attributes.map(({ key, label, type, choices }) => ({ key, label, type, choices })),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { workspaceId, workspace } = await requireRole(request, context, "contacts.edit");
  const attributes = await findAttributes(workspaceId);
  const { input, errors } = readPersonForm(await request.formData(), attributes, workspace.country);
  if (Object.keys(errors).length > 0) return data({ errors }, 400);
  const given = Object.entries(input.attributes).filter(([, value]) => value !== "");
  const created = await createContact(
    { ...input, workspaceId, attributes: Object.fromEntries(given) },
    context.runtime,
  );
  if (created.ok) return redirect(paths.contact(created.value.contactId));
  return data({ errors: { form: "audience:error.addressTaken" } }, 409);
}

const empty = { name: "", phone: "", email: "", locale: "", zone: "", tags: "", attributes: {} };

export default function NewPersonPage() {
  const { attributes } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  return (
    <>
      <PageHead title={t("form.newTitle")} back={{ to: paths.contacts, label: t("person.back") }} />
      <PageBody width="form">
        <Notice>{t("form.noConsent")}</Notice>
        <Panel>
          <PersonForm
            values={empty}
            errors={last?.errors ?? {}}
            attributes={attributes}
            submitLabel={t("form.create")}
            cancelTo={paths.contacts}
          />
        </Panel>
      </PageBody>
    </>
  );
}
