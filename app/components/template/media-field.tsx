import { useFetcher } from "@remix-run/react";
import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { IconPaperclip, IconTrash } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { useFormat } from "#app/lib/format.ts";
import type { MediaRef } from "#core/message/message.ts";
import styles from "./template-editor.module.css";

export interface MediaFieldProps {
  readonly media: MediaRef | null;
  /** Where the file is posted; answers `{ media }` or `{ mediaError }`. */
  readonly uploadTo: string;
  readonly onChange: (media: MediaRef | null) => void;
}

export interface UploadAnswer {
  readonly media?: MediaRef;
  readonly mediaError?: "empty" | "too-large" | "type-refused" | "no-file";
}

/** One file per message; it is stored at once, so a draft never holds bytes. */
export function MediaField({ media, uploadTo, onChange }: MediaFieldProps) {
  const { t } = useTranslation("templates");
  const format = useFormat();
  const upload = useFetcher<UploadAnswer>();
  const inputId = useId();
  const stored = upload.data?.media;
  useEffect(() => {
    if (stored) onChange(stored);
    // Only a finished upload changes the draft; onChange is new on every render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [stored]);

  function send(file: File | undefined): void {
    if (!file) return;
    const form = new FormData();
    form.set("intent", "upload");
    form.set("file", file);
    upload.submit(form, { method: "post", action: uploadTo, encType: "multipart/form-data" });
  }

  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{t("editor.media")}</legend>
      <p className={styles.hint}>{t("editor.mediaHint")}</p>
      {upload.data?.mediaError ? (
        <Notice tone="bad" isLive>
          {t(`mediaError.${upload.data.mediaError}`)}
        </Notice>
      ) : null}
      <div className={styles.line}>
        {media ? (
          <>
            <span className={styles.grow}>
              {media.fileName} <span className={styles.hint}>{format.bytes(media.bytes)}</span>
            </span>
            <IconButton
              label={t("editor.mediaRemove")}
              icon={IconTrash}
              onClick={() => onChange(null)}
            />
          </>
        ) : (
          <>
            <input
              id={inputId}
              className="visually-hidden"
              type="file"
              tabIndex={-1}
              aria-label={t("editor.mediaUpload")}
              accept="image/*,video/*,audio/*,application/pdf"
              onChange={(event) => send(event.currentTarget.files?.[0])}
            />
            <Button
              size="xs"
              icon={IconPaperclip}
              isBusy={upload.state !== "idle"}
              onClick={() => document.getElementById(inputId)?.click()}
            >
              {t("editor.mediaUpload")}
            </Button>
          </>
        )}
      </div>
    </fieldset>
  );
}
