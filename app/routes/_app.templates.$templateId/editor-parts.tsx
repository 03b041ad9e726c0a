import { type FetcherWithComponents, useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { EditorMove, EditorState } from "#app/components/template/editor-state.ts";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { IconDots } from "#app/components/ui/icons.ts";
import { Menu, MenuItem } from "#app/components/ui/menu.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import type { EditorAnswer } from "./actions.server.ts";
import type { loader } from "./route.tsx";

type Loaded = Awaited<ReturnType<typeof loader>>;
type Save = FetcherWithComponents<EditorAnswer>;

interface HeadProps {
  readonly loaded: Loaded;
  readonly state: EditorState;
  readonly move: (move: EditorMove) => void;
  readonly save: Save;
}

export function EditorHead({ loaded, state, move, save }: HeadProps) {
  const { t } = useTranslation("templates");
  const other = useFetcher<EditorAnswer>();
  const answered = useRef<unknown>(null);
  const { data } = save;
  useEffect(() => {
    if (!data?.saved || answered.current === data) return;
    answered.current = data;
    move({ type: "saved" });
    const { n, isNew } = data.saved;
    showToast({ message: isNew ? t("editor.saved", { n }) : t("editor.unchanged") });
  }, [data, move, t]);

  function submit(): void {
    const draft = JSON.stringify(state.draft);
    save.submit({ intent: "save", basedOn: loaded.revisionId, draft }, { method: "post" });
  }

  function archive(isArchived: boolean): void {
    other.submit({ intent: "archive", isArchived: String(isArchived) }, { method: "post" });
    showToast({
      message: t(isArchived ? "editor.archivedToast" : "editor.unarchivedToast"),
      ...(isArchived ? { undo: () => archive(false) } : {}),
    });
  }

  if (!loaded.canEdit) return null;
  const copy = t("editor.copyName", { name: state.draft.name }).slice(0, 120);
  return (
    <>
      <Menu target={<IconButton label={t("editor.more")} icon={IconDots} />}>
        <MenuItem
          onClick={() => other.submit({ intent: "duplicate", name: copy }, { method: "post" })}
        >
          {t("editor.duplicate")}
        </MenuItem>
        <MenuItem onClick={() => archive(!loaded.isArchived)}>
          {t(loaded.isArchived ? "editor.unarchive" : "editor.archive")}
        </MenuItem>
      </Menu>
      <Button
        kind="primary"
        isBusy={save.state !== "idle"}
        disabled={!state.isChanged}
        onClick={submit}
      >
        {t("editor.save")}
      </Button>
    </>
  );
}

/** What stands between the member and a saved revision. */
export function EditorNotices({
  canEdit,
  save,
}: {
  readonly canEdit: boolean;
  readonly save: Save;
}) {
  const { t } = useTranslation("templates");
  if (!canEdit) return <Notice tone="info">{t("editor.readOnly")}</Notice>;
  const { data } = save;
  if (!data?.error) return null;
  const { error, detail = "" } = data;
  const words = {
    "changed-meanwhile": t("error.changedMeanwhile"),
    "not-found": t("error.notFound"),
    refused: t("error.refused", { detail }),
    invalid: t("error.invalid", { detail }),
  }[error];
  return (
    <Notice tone="bad" isLive>
      {words}
    </Notice>
  );
}
