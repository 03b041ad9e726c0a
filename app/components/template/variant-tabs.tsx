import { useTranslation } from "react-i18next";
import { type DraftVariant, variantKey } from "#core/template/draft.ts";
import styles from "./template-editor.module.css";
import { useVariantName } from "./variant-name.ts";

export interface VariantTabsProps {
  readonly variants: readonly Pick<DraftVariant, "channel" | "locale">[];
  readonly open: string;
  readonly onOpen: (key: string) => void;
}

/** Channel and language of each variant; a list of buttons, since each opens a part of one form. */
export function VariantTabs({ variants, open, onOpen }: VariantTabsProps) {
  const { t } = useTranslation("templates");
  const nameOf = useVariantName();
  return (
    <ul className={styles.tabs} aria-label={t("editor.variants")}>
      {variants.map((variant) => {
        const key = variantKey(variant);
        const { channel, language } = nameOf(variant);
        return (
          <li key={key}>
            <button
              type="button"
              className={styles.tab}
              aria-pressed={key === open}
              title={variant.locale}
              onClick={() => onOpen(key)}
            >
              {channel} <span className={styles.locale}>{language}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
