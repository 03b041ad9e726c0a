import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/components/ui/button.tsx";
import { SelectField, TextareaField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import { useWorkspace } from "#app/lib/use-workspace.ts";
import type { FormAttribute, PersonFormErrors, PersonFormValues } from "./person-form-values.ts";

export interface PersonFormProps {
  readonly values: PersonFormValues;
  readonly errors: PersonFormErrors;
  readonly attributes: readonly FormAttribute[];
  readonly submitLabel: string;
  readonly cancelTo: string;
}

/** A plain form: it works before, and without, any script. */
export function PersonForm({ values, errors, attributes, submitLabel, cancelTo }: PersonFormProps) {
  const { t } = useTranslation(["audience", "common"]);
  const { country } = useWorkspace().workspace;
  const isBusy = usePending();
  const field = (name: keyof PersonFormValues) => ({
    id: `person-${name}`,
    name,
    initialValue: values[name],
    errors: errors[name] ? [errors[name]] : undefined,
  });
  return (
    <Form method="post" noValidate>
      <FormError errors={errors["form"] ? [errors["form"]] : undefined} />
      <Fields>
        <TextField field={field("name")} label={t("form.name")} autoComplete="off" />
        <FieldRow>
          <TextField
            field={field("phone")}
            label={t("form.phone")}
            hint={t("form.phoneHint", { country })}
            inputMode="tel"
            autoComplete="off"
          />
          <TextField
            field={field("email")}
            label={t("form.email")}
            hint={t("form.emailHint")}
            autoComplete="off"
          />
        </FieldRow>
        <FieldRow>
          <TextField field={field("locale")} label={t("form.locale")} hint={t("form.localeHint")} />
          <TextField field={field("zone")} label={t("form.zone")} hint={t("form.zoneHint")} />
        </FieldRow>
        <TextField field={field("tags")} label={t("form.tags")} hint={t("form.tagsHint")} />
        {attributes.map((attribute) => (
          <AttributeField
            key={attribute.key}
            attribute={attribute}
            value={values.attributes[attribute.key] ?? ""}
            error={errors[`attribute.${attribute.key}`]}
          />
        ))}
      </Fields>
      <SubmitRow label={submitLabel} isBusy={isBusy}>
        <LinkButton kind="quiet" to={cancelTo}>
          {t("common:action.cancel")}
        </LinkButton>
      </SubmitRow>
    </Form>
  );
}

interface AttributeFieldProps {
  readonly attribute: FormAttribute;
  readonly value: string;
  readonly error: string | undefined;
}

function AttributeField({ attribute, value, error }: AttributeFieldProps) {
  const { t } = useTranslation("audience");
  const { key, label, type, choices } = attribute;
  const name = `attribute.${key}`;
  const field = {
    id: `person-${key}`,
    name,
    initialValue: value,
    errors: error ? [error] : undefined,
  };
  const empty = { value: "", label: t("form.empty") };
  if (type === "boolean") {
    const options = [
      empty,
      { value: "true", label: t("form.yes") },
      { value: "false", label: t("form.no") },
    ];
    return <SelectField field={field} label={label} options={options} />;
  }
  if (type === "choice") {
    const options = [empty, ...choices.map((choice) => ({ value: choice, label: choice }))];
    return <SelectField field={field} label={label} options={options} />;
  }
  if (type === "text") return <TextareaField field={field} label={label} minRows={1} />;
  const inputType = type === "date" ? { type: "date" } : { inputMode: "decimal" as const };
  return <TextField field={field} label={label} {...inputType} />;
}
