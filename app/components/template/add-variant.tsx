import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { Dialog } from "#app/components/ui/dialog.tsx";
import { Fields } from "#app/components/ui/form.tsx";
import { type DraftVariant, LocaleSchema, variantKey } from "#core/template/draft.ts";
import { newVariant } from "./editor-state.ts";
import { useVariantName } from "./variant-name.ts";

export interface AddVariantProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly channels: readonly string[];
  readonly variants: readonly DraftVariant[];
  /** The variant on the desk: its words are the likely start. */
  readonly current: DraftVariant | undefined;
  readonly onAdd: (variant: DraftVariant) => void;
}

export function AddVariant(props: AddVariantProps) {
  const { isOpen, onClose, channels, variants, current, onAdd } = props;
  const { t } = useTranslation("templates");
  const nameOf = useVariantName();
  const [channel, setChannel] = useState(current?.channel ?? channels[0] ?? "sms");
  const [locale, setLocale] = useState("");
  const [from, setFrom] = useState(current ? variantKey(current) : "");
  const [error, setError] = useState<string | null>(null);

  function add(): void {
    if (!LocaleSchema.safeParse(locale).success) return setError(t("editor.badLanguage"));
    if (variants.some((other) => variantKey(other) === variantKey({ channel, locale }))) {
      return setError(t("editor.variantExists"));
    }
    const source = variants.find((other) => variantKey(other) === from);
    onAdd(newVariant(channel, locale, source?.content ?? null));
    setError(null);
    setLocale("");
    onClose();
  }

  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("editor.addVariantTitle")} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Fields>
          <NativeSelect
            label={t("editor.channel")}
            value={channel}
            onChange={(event) => setChannel(event.currentTarget.value)}
            data={channels.map((value) => ({
              value,
              label: t(`channel.${value}` as "channel.sms", { defaultValue: value }),
            }))}
          />
          <TextInput
            label={t("editor.language")}
            description={t("editor.languageHint")}
            value={locale}
            onChange={(event) => setLocale(event.currentTarget.value.trim())}
            {...(error ? { error } : {})}
            data-autofocus
          />
          <NativeSelect
            label={t("editor.copyFrom")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
            data={[
              { value: "", label: t("editor.copyNothing") },
              ...variants.map((variant) => ({
                value: variantKey(variant),
                label: nameOf(variant).whole,
              })),
            ]}
          />
          <Button kind="primary" type="submit">
            {t("editor.addVariant")}
          </Button>
        </Fields>
      </form>
    </Dialog>
  );
}
