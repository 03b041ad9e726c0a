import { TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { paths } from "#app/lib/paths.ts";

interface TagAnswer {
  readonly changedIds: readonly string[];
  readonly tag: string;
  readonly does: "add" | "remove";
}

export interface BulkTagBarProps {
  readonly picked: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** Tags the ticked people at once; the toast takes it back from exactly those it changed. */
export function BulkTagBar({ picked, onDone }: BulkTagBarProps) {
  const { t } = useTranslation("audience");
  const fetcher = useFetcher<TagAnswer>();
  const undo = useFetcher<TagAnswer>();
  const [tag, setTag] = useState("");
  const told = useRef<TagAnswer | undefined>(undefined);

  const send = (does: "add" | "remove") =>
    fetcher.submit(
      { intent: "tag", does, tag, contactIds: [...picked].join(",") },
      { method: "post", action: `${paths.contacts}?index` },
    );

  useEffect(() => {
    const answer = fetcher.data;
    if (fetcher.state !== "idle" || !answer || told.current === answer) return;
    told.current = answer;
    const { changedIds, does } = answer;
    if (changedIds.length === 0) {
      showToast({ tone: "info", message: t("people.tagNothing") });
      return;
    }
    const words = { tag: answer.tag, count: changedIds.length };
    showToast({
      message: does === "add" ? t("people.tagged", words) : t("people.untagged", words),
      undo: () =>
        undo.submit(
          {
            intent: "tag",
            does: does === "add" ? "remove" : "add",
            tag: answer.tag,
            contactIds: changedIds.join(","),
          },
          { method: "post", action: `${paths.contacts}?index` },
        ),
    });
    onDone();
  }, [fetcher.state, fetcher.data, undo, onDone, t]);

  const isBusy = fetcher.state !== "idle";
  return (
    <>
      <TextInput
        size="xs"
        aria-label={t("people.bulkTag")}
        placeholder={t("people.bulkTag")}
        value={tag}
        maxLength={80}
        onChange={(event) => setTag(event.currentTarget.value)}
      />
      <Button size="xs" isBusy={isBusy} disabled={tag.trim() === ""} onClick={() => send("add")}>
        {t("people.bulkAdd")}
      </Button>
      <Button
        size="xs"
        kind="quiet"
        disabled={isBusy || tag.trim() === ""}
        onClick={() => send("remove")}
      >
        {t("people.bulkRemove")}
      </Button>
    </>
  );
}
