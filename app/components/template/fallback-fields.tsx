import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TemplateVariable } from "#core/template/variables.ts";
import styles from "./template-editor.module.css";

export interface FallbackFieldsProps {
  readonly variables: readonly TemplateVariable[];
  readonly fallbacks: Readonly<Record<string, string>>;
  readonly onChange: (path: string, value: string) => void;
}

/** One line per variable in use. Every message has these links: they need no fallback. */
const alwaysThere = new Set(["workspaceName", "unsubscribeUrl", "preferencesUrl"]);

export function FallbackFields({ variables, fallbacks, onChange }: FallbackFieldsProps) {
  const { t } = useTranslation("templates");
  const shown = variables.filter(({ path }) => !alwaysThere.has(path));
  if (shown.length === 0) return <p className={styles.hint}>{t("editor.noVariables")}</p>;
  return (
    <div className={styles.fallbacks}>
      {shown.map(({ path, isRequired }) => (
        <TextInput
          key={path}
          label={path}
          aria-label={t("editor.fallbackFor", { variable: path })}
          {...(isRequired ? {} : { description: t("editor.optional") })}
          value={fallbacks[path] ?? ""}
          onChange={(event) => onChange(path, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}
