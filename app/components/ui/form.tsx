import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { useFieldError } from "./field-error.ts";
import styles from "./form.module.css";
import { Notice } from "./notice.tsx";

/** Fields under each other, 16 px apart. */
export function Fields({ children }: { readonly children: ReactNode }) {
  return <div className={styles.fields}>{children}</div>;
}

/** Two fields side by side where there is room. */
export function FieldRow({ children }: { readonly children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}

/** What is wrong with the form as a whole; reads itself aloud. */
export function FormError({ errors }: { readonly errors?: readonly string[] | undefined }) {
  const words = useFieldError(errors);
  if (!words) return null;
  return (
    <div className={styles.error}>
      <Notice tone="bad" isLive>
        {words}
      </Notice>
    </div>
  );
}

export interface SubmitRowProps {
  readonly label?: string;
  readonly isBusy?: boolean;
  readonly kind?: "primary" | "secondary" | "danger";
  readonly name?: string;
  readonly value?: string;
  /** Cancel link, a second action. */
  readonly children?: ReactNode;
}

export function SubmitRow({
  label,
  isBusy,
  kind = "primary",
  name,
  value,
  children,
}: SubmitRowProps) {
  const { t } = useTranslation("common");
  return (
    <div className={styles.submit}>
      <Button type="submit" kind={kind} isBusy={isBusy ?? false} {...(name ? { name, value } : {})}>
        {label ?? t("action.save")}
      </Button>
      {children}
    </div>
  );
}
