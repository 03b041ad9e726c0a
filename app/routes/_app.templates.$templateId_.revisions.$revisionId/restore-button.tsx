import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconArrowBackUp } from "#app/components/ui/icons.ts";
import { showToast } from "#app/components/ui/toast.tsx";
import type { RevisionPage } from "./read-revision.server.ts";
import type { action } from "./route.tsx";

/** Makes these words the newest revision. Undo brings back the ones before, the same way. */
export function RestoreButton({
  page,
}: {
  readonly page: Pick<RevisionPage, "revisionId" | "changes">;
}) {
  const { t } = useTranslation("templates");
  const fetcher = useFetcher<typeof action>();
  const told = useRef<unknown>(null);
  const isUndo = useRef(false);
  const { data, state, submit } = fetcher;
  const restore = (revisionId: string, undoing: boolean) => {
    isUndo.current = undoing;
    submit({ revisionId }, { method: "post" });
  };
  useEffect(() => {
    if (state !== "idle" || !data || told.current === data) return;
    told.current = data;
    if (!data.ok) showToast({ tone: "bad", message: t("revision.failed") });
    else if (isUndo.current) showToast({ message: t("revision.undone", { n: data.n }) });
    else {
      const undo = () => restore(data.before, true);
      showToast({ message: t("revision.restored", { n: data.n }), undo });
    }
  });
  // Stays mounted with nothing to restore: the undo of the toast is this component's.
  if (page.changes.length === 0) return null;
  return (
    <Button
      kind="primary"
      icon={IconArrowBackUp}
      isBusy={state !== "idle"}
      onClick={() => restore(page.revisionId, false)}
    >
      {t("revision.restore")}
    </Button>
  );
}
