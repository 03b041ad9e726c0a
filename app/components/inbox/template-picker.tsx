import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconTemplate } from "#app/components/ui/icons.ts";
import { Menu, MenuItem } from "#app/components/ui/menu.tsx";
import { newClientKey } from "./client-key.ts";
import type { ComposerProps } from "./composer.tsx";
import styles from "./composer.module.css";

/** Outside the service window: one click to a template, one to send it. */
export function TemplatePicker({ conversation, onSend }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { templates } = conversation;
  const chosen = templates.find((one) => one.id === chosenId);
  if (templates.length === 0) return <p className={styles.small}>{t("composer.noTemplates")}</p>;
  return (
    <div className={styles.templates}>
      <Menu
        position="top-start"
        target={<Button icon={IconTemplate}>{chosen?.name ?? t("composer.pickTemplate")}</Button>}
      >
        {templates.map((one) => (
          <MenuItem key={one.id} onClick={() => setChosenId(one.id)}>
            {one.name}
          </MenuItem>
        ))}
      </Menu>
      <Button
        kind="primary"
        disabled={!chosen}
        onClick={() => {
          if (!chosen) return;
          const clientKey = newClientKey();
          const nothing = { mediaId: null, fileName: null };
          onSend({ clientKey, text: chosen.name, templateId: chosen.id, ...nothing });
          setChosenId(null);
        }}
      >
        {t("composer.sendTemplate")}
      </Button>
    </div>
  );
}
