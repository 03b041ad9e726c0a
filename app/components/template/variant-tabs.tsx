import { useTranslation } from "react-i18next";
import { type DraftVariant, variantKey } from "#core/template/draft.ts";
import styles from "./template-editor.module.css";

export interface VariantTabsProps {
  readonly variants: readonly Pick<DraftVariant, "channel" | "locale">[];
  readonly open: string;
  readonly onOpen: (key: string) => void;
}

/** Channel and language of each variant; a list of buttons, since each opens a part of one form. */
export function VariantTabs({ variants, open, onOpen }: VariantTabsProps) {
  const { t } = useTranslation("templates");
  return (
    <ul className={styles.tabs} aria-label={t("editor.variants")}>
      {variants.map((variant) => {
        const key = variantKey(variant);
        const name = t(`channel.${variant.channel}` as "channel.sms", {
          defaultValue: variant.channel,
        });
        return (
          <li key={key}>
            <button
              type="button"
              className={styles.tab}
              aria-pressed={key === open}
              onClick={() => onOpen(key)}
            >
              {name} <span className={styles.locale}>{variant.locale}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
