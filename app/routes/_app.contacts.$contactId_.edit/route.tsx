import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { readPersonForm } from "#app/components/audience/person-form-values.ts";
import { PersonForm } from "#app/components/audience/person-form.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { notFound, requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { findAttributes } from "#models/attribute.server.ts";
import { type AttributeValue, findContact } from "#models/contact.server.ts";
import { updateContact } from "#services/contacts.server.ts";

const Params = z.object({ contactId: z.string() });

export const handle = titled((t) => t("editPerson"));

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const { workspaceId } = await requireRole(request, context, "contacts.edit");
  const { contactId } = Params.parse(params);
  const [person, attributes] = await Promise.all([
    findContact({ workspaceId, contactId }),
    findAttributes(workspaceId),
  ]);
  if (!person) throw notFound();
  const addresses = (kind: string) =>
    person.identities
      .filter((one) => one.kind === kind)
      .map(({ value }) => value)
      .join(", ");
  return {
    contactId,
    attributes: attributes.map(({ key, label, type, choices }) => ({ key, label, type, choices })),
    values: {
      name: person.name,
      phone: addresses("phone"),
      email: addresses("email"),
      locale: person.locale ?? "",
      zone: person.zone ?? "",
      tags: person.tags.join(", "),
      attributes: Object.fromEntries(
        Object.entries(person.attributes).map(([key, value]) => [key, typed(value)]),
      ),
    },
  };
}

/** A value as a form field holds it. */
function typed(value: AttributeValue): string {
  if (!(value instanceof Date)) return String(value);
  const iso = value.toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso;
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const { workspaceId, workspace, memberId } = await requireRole(request, context, "contacts.edit");
  const { contactId } = Params.parse(params);
  const person = await findContact({ workspaceId, contactId });
  if (!person) throw notFound();
  const attributes = await findAttributes(workspaceId);
  const { input, errors } = readPersonForm(await request.formData(), attributes, workspace.country);
  if (Object.keys(errors).length > 0) return data({ errors }, 400);
  const others = person.identities.filter(({ kind }) => kind !== "phone" && kind !== "email");
  const updated = await updateContact(
    {
      ...input,
      workspaceId,
      contactId,
      actor: memberId,
      identities: [...input.identities, ...others],
    },
    context.runtime,
  );
  if (updated.ok) return redirect(paths.contact(contactId));
  if (updated.error === "not-found") throw notFound();
  return data({ errors: { form: "audience:error.addressTaken" } }, 409);
}

export default function EditPersonPage() {
  const { contactId, values, attributes } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation(["audience", "common"]);
  const name = values.name || values.email || values.phone || t("people.unnamed");
  const back = paths.contact(contactId);
  return (
    <>
      <PageHead title={t("form.editTitle", { name })} back={{ to: back, label: name }} />
      <PageBody width="form">
        <Panel>
          <PersonForm
            values={values}
            errors={last?.errors ?? {}}
            attributes={attributes}
            submitLabel={t("common:action.save")}
            cancelTo={back}
          />
        </Panel>
      </PageBody>
    </>
  );
}
