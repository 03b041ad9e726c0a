import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { TextareaField } from "#app/components/ui/field.tsx";
import { IconTrash } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import styles from "./person.module.css";

export interface PersonNotesProps {
  readonly notes: readonly { readonly noteId: string; readonly text: string; readonly at: Date }[];
  readonly canEdit: boolean;
}

export function PersonNotes({ notes, canEdit }: PersonNotesProps) {
  const { t } = useTranslation("audience");
  const isBusy = usePending({ intent: "note" });
  return (
    <Panel title={t("person.notes")}>
      {notes.length === 0 ? <p className={styles.small}>{t("person.noNotes")}</p> : null}
      {notes.map(({ noteId, text, at }) => (
        <div key={noteId} className={styles.note}>
          {text}
          <div className={styles.row}>
            <span className={styles.small}>
              <RelativeTime at={at} />
            </span>
            {canEdit ? (
              <Form method="post">
                <input type="hidden" name="intent" value="removeNote" />
                <input type="hidden" name="noteId" value={noteId} />
                <IconButton
                  type="submit"
                  label={t("person.removeNote")}
                  icon={IconTrash}
                  size="sm"
                />
              </Form>
            ) : null}
          </div>
        </div>
      ))}
      {canEdit ? (
        <Form method="post" key={notes.length}>
          <input type="hidden" name="intent" value="note" />
          <TextareaField
            field={{ id: "note-text", name: "text", required: true }}
            label={t("person.noteLabel")}
            minRows={2}
          />
          <div className={styles.inline}>
            <span />
            <Button type="submit" isBusy={isBusy}>
              {t("person.addNote")}
            </Button>
          </div>
        </Form>
      ) : null}
    </Panel>
  );
}
