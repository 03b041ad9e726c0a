import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFieldError } from "./field-error.ts";

/** The part of a conform field that an input needs; any `fields.name` of useForm fits. */
export interface FieldState {
  readonly id: string;
  readonly name: string;
  readonly initialValue?: unknown;
  readonly errors?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

interface Named {
  readonly field: FieldState;
  readonly label: ReactNode;
  /** What to fill in and why we ask, under the label. */
  readonly hint?: ReactNode;
}

function wrapperProps({ field, label, hint }: Named, error: string | undefined) {
  return {
    id: field.id,
    name: field.name,
    label,
    ...(hint ? { description: hint } : {}),
    ...(error ? { error, "aria-invalid": true } : {}),
    ...(field.required ? { required: true, withAsterisk: false } : {}),
  };
}

function initialText(field: FieldState): string {
  return typeof field.initialValue === "string" ? field.initialValue : "";
}

type Own = "id" | "name" | "label" | "error" | "defaultValue" | "description" | "required";
type TextInputRest = Omit<ComponentProps<typeof TextInput>, Own>;

export function TextField({ field, label, hint, ...rest }: Named & TextInputRest) {
  const error = useFieldError(field.errors);
  return (
    <TextInput
      {...wrapperProps({ field, label, hint }, error)}
      defaultValue={initialText(field)}
      {...(field.maxLength ? { maxLength: field.maxLength } : {})}
      {...rest}
    />
  );
}

export function PasswordField({
  field,
  label,
  hint,
  ...rest
}: Named & Omit<ComponentProps<typeof PasswordInput>, Own>) {
  const error = useFieldError(field.errors);
  const { t } = useTranslation("common");
  return (
    <PasswordInput
      {...wrapperProps({ field, label, hint }, error)}
      visibilityToggleButtonProps={{ "aria-label": t("field.showPassword"), tabIndex: 0 }}
      {...rest}
    />
  );
}

export function TextareaField({
  field,
  label,
  hint,
  ...rest
}: Named & Omit<ComponentProps<typeof Textarea>, Own>) {
  const error = useFieldError(field.errors);
  return (
    <Textarea
      {...wrapperProps({ field, label, hint }, error)}
      defaultValue={initialText(field)}
      autosize
      minRows={3}
      {...rest}
    />
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The browser's own select: works without JavaScript, on phones and with every screen reader. */
export function SelectField({
  field,
  label,
  hint,
  options,
  ...rest
}: Named & { readonly options: readonly Option[] } & Omit<
    ComponentProps<typeof NativeSelect>,
    Own | "data"
  >) {
  const error = useFieldError(field.errors);
  return (
    <NativeSelect
      {...wrapperProps({ field, label, hint }, error)}
      defaultValue={initialText(field)}
      data={options.map((option) => ({ ...option }))}
      {...rest}
    />
  );
}

/** Posts "on" when ticked and nothing when not, as browsers do. */
export function CheckboxField({
  field,
  label,
  hint,
  ...rest
}: Named & Omit<ComponentProps<typeof Checkbox>, Own>) {
  const error = useFieldError(field.errors);
  return (
    <Checkbox
      {...wrapperProps({ field, label, hint }, error)}
      defaultChecked={field.initialValue === "on" || field.initialValue === true}
      {...rest}
    />
  );
}
