import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { IconPlus, IconTrash } from "#app/components/ui/icons.ts";
import type { Button as MessageButton } from "#core/message/message.ts";
import styles from "./template-editor.module.css";

export interface ButtonsFieldProps {
  readonly buttons: readonly MessageButton[];
  readonly onChange: (buttons: readonly MessageButton[]) => void;
}

/** Answers a person can press, and links; titles and addresses may carry variables. */
export function ButtonsField({ buttons, onChange }: ButtonsFieldProps) {
  const { t } = useTranslation("templates");
  const replace = (index: number, button: MessageButton) =>
    onChange(buttons.map((old, at) => (at === index ? button : old)));
  const add = (button: MessageButton) => onChange([...buttons, button]);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t("editor.buttons")}</legend>
      {buttons.map((button, index) => (
        <div key={index} className={styles.line}>
          <TextInput
            className={styles.grow ?? ""}
            aria-label={t("editor.buttonTitle")}
            placeholder={t("editor.buttonTitle")}
            value={button.title}
            onChange={(event) => replace(index, { ...button, title: event.currentTarget.value })}
          />
          {button.type === "url" ? (
            <TextInput
              className={styles.grow ?? ""}
              aria-label={t("editor.buttonUrl")}
              placeholder="https://"
              value={button.url}
              onChange={(event) => replace(index, { ...button, url: event.currentTarget.value })}
            />
          ) : null}
          <IconButton
            label={t("editor.removeButton")}
            icon={IconTrash}
            onClick={() => onChange(buttons.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div className={styles.line}>
        <Button
          size="xs"
          icon={IconPlus}
          onClick={() => add({ type: "reply", id: freshId(buttons), title: "" })}
        >
          {t("editor.addReply")}
        </Button>
        <Button size="xs" icon={IconPlus} onClick={() => add({ type: "url", title: "", url: "" })}>
          {t("editor.addLink")}
        </Button>
      </div>
    </fieldset>
  );
}

/** What comes back when a person presses: stays the same however the words change. */
function freshId(buttons: readonly MessageButton[]): string {
  const taken = new Set(buttons.map((button) => (button.type === "reply" ? button.id : "")));
  let n = buttons.length + 1;
  while (taken.has(`answer-${n}`)) n += 1;
  return `answer-${n}`;
}
