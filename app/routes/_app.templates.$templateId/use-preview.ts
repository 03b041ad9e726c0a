import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import type { EditorState } from "#app/components/template/editor-state.ts";
import type { TemplatePreview } from "#core/template/preview.ts";
import type { EditorAnswer } from "./actions.server.ts";

/** Long enough that a typist is not interrupted, short enough to feel live. */
const settleMs = 300;

interface Asked {
  readonly state: EditorState;
  readonly personId: string;
  readonly action: string;
  /** A viewer sees the saved words without a preview: making one is an editor's call. */
  readonly isAllowed: boolean;
}

/** The message as the chosen person would get it, made again shortly after each change. */
export function usePreview({ state, personId, action, isAllowed }: Asked): TemplatePreview | null {
  const fetcher = useFetcher<EditorAnswer>();
  const draft = JSON.stringify(state.draft);
  const { open } = state;
  useEffect(() => {
    if (!isAllowed) return;
    const [channel = "", locale = ""] = open.split("/");
    const timer = setTimeout(() => {
      const asked = { intent: "preview", draft, channel, locale, contactId: personId };
      fetcher.submit(asked, { method: "post", action });
    }, settleMs);
    return () => clearTimeout(timer);
    // The fetcher itself changes with every answer.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [draft, open, personId, action, isAllowed]);
  return fetcher.data?.preview ?? null;
}
