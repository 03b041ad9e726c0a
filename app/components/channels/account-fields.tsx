import { NumberInput, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FieldRow, Fields } from "#app/components/ui/form.tsx";

export interface ShownField {
  readonly key: string;
  readonly label: string;
  readonly type: "text" | "secret" | "number" | "boolean" | "url" | "textarea";
  readonly help: string | null;
  readonly isOptional: boolean;
  /** Left empty, Antiphon makes one. */
  readonly isGenerated: boolean;
}

export interface AccountFieldsProps {
  readonly fields: readonly ShownField[];
  readonly values: Readonly<Record<string, string>>;
  /** Secrets that are stored: an empty box keeps them. */
  readonly stored: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
  readonly name: string;
  readonly rate: string;
  readonly rateLimit: number;
  readonly price: string;
  readonly currency: string;
  readonly isPricedPerPart: boolean;
}

/** The adapter says which fields there are; secrets are written, never read. */
export function AccountFields(props: AccountFieldsProps) {
  const { t } = useTranslation("channels");
  const { fields, errors, name, rate, rateLimit, price, currency, isPricedPerPart } = props;
  return (
    <Fields>
      <TextInput
        name="accountName"
        label={t("form.name")}
        description={t("form.nameHint")}
        defaultValue={name}
        required
        withAsterisk={false}
        maxLength={80}
        error={errors["accountName"]}
      />
      {fields.map((field) => (
        <OneField key={field.key} field={field} {...props} />
      ))}
      <NumberInput
        name="rate"
        label={t("form.rate")}
        description={t("form.rateHint", { limit: rateLimit })}
        defaultValue={rate}
        min={0}
        error={errors["rate"]}
      />
      <FieldRow>
        <NumberInput
          name="price"
          label={t(isPricedPerPart ? "form.pricePerPart" : "form.price")}
          description={t("form.priceHint")}
          defaultValue={price}
          min={0}
          step={0.01}
          decimalScale={6}
          error={errors["price"]}
        />
        <TextInput
          name="currency"
          label={t("form.currency")}
          description={t("form.currencyHint")}
          defaultValue={currency}
          maxLength={3}
          error={errors["currency"]}
        />
      </FieldRow>
    </Fields>
  );
}

function OneField({
  field,
  values,
  stored,
  errors,
}: AccountFieldsProps & { readonly field: ShownField }) {
  const { t } = useTranslation("channels");
  const isStored = stored.includes(field.key);
  const isMade = field.isGenerated;
  const label = t(`field.${field.key}` as "field.title", { defaultValue: field.label });
  const help = t(`help.${field.key}` as "help.port", { defaultValue: field.help ?? "" });
  const hint = isStored ? t("form.secretStored") : isMade ? t("form.secretMade") : help;
  const shared = {
    name: `field.${field.key}`,
    label,
    error: errors[field.key],
    required: !field.isOptional && !isStored && !isMade && field.type !== "boolean",
    withAsterisk: false,
    ...(String(hint) === "" ? {} : { description: hint }),
  };
  const value = values[field.key] ?? "";
  switch (field.type) {
    case "secret":
      return <PasswordInput {...shared} autoComplete="new-password" />;
    case "boolean":
      return (
        <Switch
          name={shared.name}
          label={label}
          description={help}
          defaultChecked={value === "on"}
        />
      );
    case "number":
      return <NumberInput {...shared} defaultValue={value} />;
    case "textarea":
      return <Textarea {...shared} defaultValue={value} autosize minRows={2} />;
    case "url":
      return <TextInput {...shared} type="url" defaultValue={value} />;
    case "text":
      return <TextInput {...shared} defaultValue={value} />;
  }
}
