import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconMinus, IconPlus } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { slotMismatch } from "#core/template/slots.ts";
import type { ProviderVariant } from "#core/template/variant.ts";
import styles from "./template-editor.module.css";

export interface ProviderFieldProps {
  readonly provider: ProviderVariant | null;
  readonly locale: string;
  readonly onChange: (provider: ProviderVariant | null) => void;
}

/** The template a provider approved, sent where free words are not allowed: its name and its slots. */
export function ProviderField({ provider, locale, onChange }: ProviderFieldProps) {
  const { t } = useTranslation("templates");
  if (!provider) {
    const fresh = { name: "", language: locale, body: [], headerMedia: null, buttons: [] };
    return (
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t("editor.provider")}</legend>
        <p className={styles.hint}>{t("editor.providerHint")}</p>
        <div className={styles.line}>
          <Button size="xs" icon={IconPlus} onClick={() => onChange(fresh)}>
            {t("editor.providerAdd")}
          </Button>
        </div>
      </fieldset>
    );
  }
  const { body } = provider;
  const mismatch = slotMismatch(provider);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t("editor.provider")}</legend>
      <p className={styles.hint}>{t("editor.providerHint")}</p>
      <div className={styles.line}>
        <TextInput
          className={styles.grow ?? ""}
          label={t("editor.providerName")}
          value={provider.name}
          onChange={(event) => onChange({ ...provider, name: event.currentTarget.value })}
        />
        <TextInput
          label={t("editor.providerLanguage")}
          value={provider.language}
          onChange={(event) => onChange({ ...provider, language: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t("editor.providerText")}
        description={t("editor.providerTextHint")}
        value={provider.approvedText ?? ""}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1_024}
        onChange={(event) => onChange({ ...provider, approvedText: event.currentTarget.value })}
      />
      {mismatch ? <Notice tone="warn">{t("problem.slots", { ...mismatch })}</Notice> : null}
      {body.map((slot, index) => (
        <TextInput
          key={index}
          label={t("editor.providerSlot", { n: index + 1 })}
          value={slot}
          onChange={(event) => {
            const value = event.currentTarget.value;
            onChange({ ...provider, body: body.map((old, at) => (at === index ? value : old)) });
          }}
        />
      ))}
      <div className={styles.line}>
        <Button
          size="xs"
          icon={IconPlus}
          onClick={() => onChange({ ...provider, body: [...body, ""] })}
        >
          {t("editor.addSlot")}
        </Button>
        {body.length > 0 ? (
          <Button
            size="xs"
            icon={IconMinus}
            onClick={() => onChange({ ...provider, body: body.slice(0, -1) })}
          >
            {t("editor.removeSlot")}
          </Button>
        ) : null}
        <Button size="xs" kind="quiet" onClick={() => onChange(null)}>
          {t("editor.providerRemove")}
        </Button>
      </div>
    </fieldset>
  );
}
