import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { type FieldState, SelectField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow } from "#app/components/ui/form.tsx";
import { localeNames, locales } from "#app/lib/locales.ts";
import type { WorkspaceForm } from "#app/lib/workspace-form.ts";

interface Option {
  readonly value: string;
  readonly label: string;
}

export interface WorkspaceFieldsProps {
  readonly fields: Readonly<Record<keyof z.input<typeof WorkspaceForm>, FieldState>>;
  readonly zones: readonly Option[];
  readonly countries: readonly Option[];
}

/** What a workspace is called and where it is: asked of a new one, changed later in the settings. */
export function WorkspaceFields({ fields, zones, countries }: WorkspaceFieldsProps) {
  const { t } = useTranslation(["settings", "auth"]);
  return (
    <>
      <TextField
        field={fields.name}
        label={t("workspace.name")}
        hint={t("auth:setup.workspaceHint")}
      />
      <FieldRow>
        <SelectField
          field={fields.zone}
          label={t("workspace.zone")}
          hint={t("workspace.zoneHint")}
          options={zones}
        />
        <SelectField
          field={fields.country}
          label={t("workspace.country")}
          hint={t("auth:setup.countryHint")}
          options={countries}
        />
      </FieldRow>
      <SelectField
        field={fields.locale}
        label={t("workspace.locale")}
        hint={t("workspace.localeHint")}
        options={locales.map((value) => ({ value, label: localeNames[value] }))}
      />
    </>
  );
}
