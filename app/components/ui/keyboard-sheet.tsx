import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Shortcut, useAllShortcuts, useShortcut } from "./commands.tsx";
import { Dialog } from "./dialog.tsx";
import { Keys } from "./kbd.tsx";
import styles from "./keyboard-sheet.module.css";

/** `?` opens the list of keys that work right now. */
export function KeyboardSheet() {
  const { t } = useTranslation("common");
  const [isOpen, setOpen] = useState(false);
  const shortcuts = useAllShortcuts();
  useShortcut("?", t("keys.sheet"), () => setOpen((was) => !was), { scope: "everywhere" });
  const palette: Shortcut = { keys: "mod+k", label: t("keys.palette"), scope: "everywhere" };
  const all = [palette, ...shortcuts];
  return (
    <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t("keys.title")} size="md">
      <KeyGroup title={t("keys.page")} shortcuts={all.filter(({ scope }) => scope === "page")} />
      <KeyGroup
        title={t("keys.everywhere")}
        shortcuts={all.filter(({ scope }) => scope === "everywhere")}
      />
    </Dialog>
  );
}

interface KeyGroupProps {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

function KeyGroup({ title, shortcuts }: KeyGroupProps) {
  if (shortcuts.length === 0) return null;
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.list}>
        {shortcuts.map(({ keys, label }) => (
          <div key={`${keys}-${label}`} className={styles.row}>
            <dt>{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
