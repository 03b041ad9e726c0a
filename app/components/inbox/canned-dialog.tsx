import { Textarea, TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { Dialog } from "#app/components/ui/dialog.tsx";
import { IconEdit, IconTrash } from "#app/components/ui/icons.ts";
import styles from "./inbox-dialogs.module.css";
import type { CannedReply } from "./open-conversation.ts";

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };

export interface CannedDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly replies: readonly CannedReply[];
}

/** The workspace's ready answers: everybody who answers may add and change them. */
export function CannedDialog({ isOpen, onClose, replies }: CannedDialogProps) {
  const { t } = useTranslation("inbox");
  const [edited, setEdited] = useState<CannedReply | null>(null);
  const remove = useFetcher<Answer>();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("canned.title")} size="lg">
      <p className={styles.small}>{t("canned.lead", { name: "{{name}}", agent: "{{agent}}" })}</p>
      {replies.length === 0 ? <p>{t("canned.none")}</p> : null}
      <ul className={styles.cannedList}>
        {replies.map((reply) => (
          <li key={reply.id}>
            <div>
              <strong>/{reply.shortcut}</strong>
              <p>{reply.text}</p>
            </div>
            <IconButton label={t("canned.edit")} icon={IconEdit} onClick={() => setEdited(reply)} />
            <IconButton
              label={t("canned.remove")}
              icon={IconTrash}
              onClick={() =>
                remove.submit({ intent: "canned-remove", id: reply.id }, { method: "post" })
              }
            />
          </li>
        ))}
      </ul>
      <CannedForm
        key={`${edited?.id ?? "new"}-${replies.length}`}
        edited={edited}
        onDone={() => setEdited(null)}
      />
    </Dialog>
  );
}

interface CannedFormProps {
  readonly edited: CannedReply | null;
  readonly onDone: () => void;
}

function CannedForm({ edited, onDone }: CannedFormProps) {
  const { t } = useTranslation("inbox");
  const fetcher = useFetcher<Answer>();
  const error = fetcher.state === "idle" && fetcher.data?.ok === false ? fetcher.data.error : null;
  return (
    <fetcher.Form method="post" className={styles.cannedForm} onSubmit={() => edited && onDone()}>
      <input type="hidden" name="intent" value="canned-save" />
      <input type="hidden" name="id" value={edited?.id ?? ""} />
      <TextInput
        name="shortcut"
        label={t("canned.shortcut")}
        description={t("canned.shortcutHint")}
        defaultValue={edited?.shortcut ?? ""}
        pattern="[a-z0-9\-]{1,30}"
        required
        withAsterisk={false}
        leftSection="/"
        error={error ? t(`error.${error}` as "error.invalid") : undefined}
      />
      <Textarea
        name="text"
        label={t("canned.text")}
        defaultValue={edited?.text ?? ""}
        autosize
        minRows={2}
        required
        withAsterisk={false}
        maxLength={4_000}
      />
      <Button type="submit" isBusy={fetcher.state !== "idle"}>
        {edited ? t("canned.save") : t("canned.add")}
      </Button>
    </fetcher.Form>
  );
}
