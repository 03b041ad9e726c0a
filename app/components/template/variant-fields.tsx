import { Textarea, TextInput } from "@mantine/core";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { DraftVariant } from "#core/template/draft.ts";
import type { TemplatePreview } from "#core/template/preview.ts";
import type { VariantContent } from "#core/template/variant.ts";
import { ButtonsField } from "./buttons-field.tsx";
import { MediaField } from "./media-field.tsx";
import { ProviderField } from "./provider-field.tsx";
import styles from "./template-editor.module.css";
import { TextCounter } from "./text-counter.tsx";
import { VariableMenu } from "./variable-menu.tsx";

export interface VariantFieldsProps {
  readonly variant: DraftVariant;
  readonly preview: TemplatePreview | null;
  readonly attributes: readonly { readonly key: string; readonly label: string }[];
  readonly uploadTo: string;
  readonly errors: readonly string[];
  readonly onChange: (change: Partial<VariantContent>) => void;
}

/** The words of one channel and language. */
export function VariantFields(props: VariantFieldsProps) {
  const { variant, preview, attributes, uploadTo, errors, onChange } = props;
  const { t } = useTranslation("templates");
  const { content, channel, locale } = variant;
  const area = useRef<HTMLTextAreaElement>(null);
  const isMail = channel === "email";

  function insert(tag: string): void {
    const start = area.current?.selectionStart ?? content.text.length;
    const end = area.current?.selectionEnd ?? start;
    onChange({ text: content.text.slice(0, start) + tag + content.text.slice(end) });
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(start + tag.length, start + tag.length);
    });
  }

  return (
    <div className={styles.fields}>
      {isMail ? (
        <TextInput
          label={t("editor.subject")}
          value={content.subject ?? ""}
          onChange={(event) => onChange({ subject: event.currentTarget.value })}
        />
      ) : null}
      <div>
        <Textarea
          ref={area}
          label={t("editor.text")}
          autosize
          minRows={6}
          maxRows={18}
          lang={locale}
          dir="auto"
          value={content.text}
          {...(errors.length > 0 ? { error: errors.join(" ") } : {})}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        <div className={styles.under}>
          <VariableMenu attributes={attributes} onPick={insert} />
          <TextCounter
            channel={channel}
            content={preview?.content ?? null}
            textMax={preview?.textMax ?? null}
          />
        </div>
      </div>
      {isMail ? (
        <Textarea
          label={t("editor.html")}
          description={t("editor.htmlHint")}
          autosize
          minRows={4}
          maxRows={18}
          spellCheck={false}
          value={content.html ?? ""}
          onChange={(event) => onChange({ html: event.currentTarget.value || null })}
        />
      ) : null}
      {channel === "sms" || channel === "web-chat" ? null : (
        <MediaField
          media={content.media}
          uploadTo={uploadTo}
          onChange={(media) => onChange({ media })}
        />
      )}
      {isMail || channel === "sms" ? null : (
        <ButtonsField
          buttons={content.buttons}
          onChange={(buttons) => onChange({ buttons: [...buttons] })}
        />
      )}
      {channel === "whatsapp" ? (
        <ProviderField
          provider={content.provider}
          locale={locale}
          onChange={(provider) => onChange({ provider })}
        />
      ) : null}
    </div>
  );
}
