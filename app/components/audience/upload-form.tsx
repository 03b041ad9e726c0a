import { TextInput } from "@mantine/core";
import { Form, useNavigate } from "@remix-run/react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconUpload } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { paths } from "#app/lib/paths.ts";
import styles from "./person.module.css";

/** Sends the file as it is, so that its size never matters; without scripts it is an ordinary form. */
export function UploadForm({ error }: { readonly error: string | null }) {
  const { t } = useTranslation("audience");
  const navigate = useNavigate();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const upload = async (event: FormEvent<HTMLFormElement>) => {
    const file = new FormData(event.currentTarget).get("file");
    event.preventDefault();
    if (!(file instanceof File) || file.name === "") return setFailure("no-file");
    if (file.size === 0) return setFailure("empty");
    setBusy(true);
    setFailure(null);
    try {
      const response = await fetch(paths.importUpload, {
        method: "POST",
        headers: { "content-type": "text/csv", "x-file-name": encodeURIComponent(file.name) },
        body: file,
      });
      const answer = (await response.json()) as { importId?: string; error?: string };
      if (answer.importId) navigate(paths.import(answer.importId));
      else setFailure(answer.error ?? "binary");
    } catch {
      // The connection went away: nothing was imported, the member can choose the file again.
      setFailure("interrupted");
    } finally {
      setBusy(false);
    }
  };

  const shown = failure ?? error;
  return (
    <Form
      method="post"
      action={`${paths.imports}?index`}
      encType="multipart/form-data"
      onSubmit={(event) => void upload(event)}
    >
      {shown ? (
        <Notice tone="bad" isLive>
          {t(`fileError.${shown}` as "fileError.empty")}
        </Notice>
      ) : null}
      <div className={styles.inline}>
        <TextInput
          type="file"
          name="file"
          label={t("imports.drop")}
          description={t("imports.dropHint")}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
        />
        <Button type="submit" kind="primary" icon={IconUpload} isBusy={isBusy}>
          {isBusy ? t("imports.uploading") : t("imports.upload")}
        </Button>
      </div>
    </Form>
  );
}
