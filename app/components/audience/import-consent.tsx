import { Checkbox, Radio } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextareaField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, SubmitRow } from "#app/components/ui/form.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import type { DeclaredConsent } from "#core/import/options.ts";
import { purposes } from "#core/message/message.ts";
import styles from "./import.module.css";
import { useAudienceWords } from "./words.ts";

export interface ImportConsentProps {
  readonly consent: DeclaredConsent | null;
  readonly isAnswered: boolean;
  readonly channels: readonly string[];
}

/** The question that has no default: what did these people agree to, and how do we know? */
export function ImportConsent({ consent, isAnswered, channels }: ImportConsentProps) {
  const { t } = useTranslation("audience");
  const isBusy = usePending({ intent: "consent" });
  const [answer, setAnswer] = useState(isAnswered ? (consent ? "declared" : "none") : "");
  return (
    <Panel title={t("wizard.consentTitle")} lead={t("wizard.consentLead")} id="consent">
      <Form method="post">
        <input type="hidden" name="intent" value="consent" />
        <Radio.Group
          name="answer"
          value={answer}
          onChange={setAnswer}
          aria-label={t("wizard.consentTitle")}
        >
          <Radio value="none" label={t("wizard.none")} mb={8} required />
          <Radio value="declared" label={t("wizard.declared")} required />
        </Radio.Group>
        {answer === "none" ? null : (
          <div className={styles.gap}>
            <DeclaredFields consent={consent} channels={channels} isAsked={answer === "declared"} />
          </div>
        )}
        <SubmitRow label={t("wizard.saveConsent")} kind="secondary" isBusy={isBusy} />
      </Form>
    </Panel>
  );
}

interface DeclaredFieldsProps {
  readonly consent: DeclaredConsent | null;
  readonly channels: readonly string[];
  readonly isAsked: boolean;
}

function DeclaredFields({ consent, channels, isAsked }: DeclaredFieldsProps) {
  const { t, i18n } = useTranslation("audience");
  const words = useAudienceWords();
  const field = (name: string, initialValue?: string) => ({
    id: `consent-${name}`,
    name,
    initialValue: initialValue ?? "",
    required: isAsked,
  });
  return (
    <Fields>
      <FieldRow>
        <TextField
          field={field("source", consent?.source)}
          label={t("wizard.source")}
          hint={t("wizard.sourceHint")}
        />
        <TextField
          field={field("givenOn", consent?.givenOn)}
          label={t("wizard.givenOn")}
          type="date"
        />
      </FieldRow>
      <TextareaField
        field={field("words", consent?.wording.text)}
        label={t("wizard.wordingText")}
        minRows={2}
      />
      <FieldRow>
        <TextField
          field={field("version", consent?.wording.version ?? "1")}
          label={t("wizard.wordingVersion")}
        />
        <TextField
          field={field("locale", consent?.wording.locale ?? i18n.language)}
          label={t("wizard.wordingLocale")}
        />
      </FieldRow>
      <fieldset className={styles.choices}>
        <legend>{t("wizard.channels")}</legend>
        {channels.map((channel) => (
          <Checkbox
            key={channel}
            name="channel"
            value={channel}
            label={words.channel(channel)}
            defaultChecked={consent?.channels.includes(channel) ?? false}
          />
        ))}
      </fieldset>
      <fieldset className={styles.choices}>
        <legend>{t("wizard.purposes")}</legend>
        {purposes.map((purpose) => (
          <Checkbox
            key={purpose}
            name="purpose"
            value={purpose}
            label={words.purpose(purpose)}
            defaultChecked={consent ? consent.purposes.includes(purpose) : purpose === "marketing"}
          />
        ))}
      </fieldset>
    </Fields>
  );
}
