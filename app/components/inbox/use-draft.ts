import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { SECOND_MS } from "#core/duration.ts";
import type { OpenConversation } from "./open-conversation.ts";

const QUIET_MS = SECOND_MS;

export interface Draft {
  readonly text: string;
  /** The server has this very text. */
  readonly isKept: boolean;
  readonly change: (text: string, isNote: boolean) => void;
  readonly clear: () => void;
}

/** What is being written, kept on the server a second after the last key. */
export function useDraft(conversation: OpenConversation): Draft {
  const [text, setText] = useState(conversation.draft?.text ?? "");
  const fetcher = useFetcher();
  const timer = useRef<number>(0);
  const kept = useRef(text);
  const [isKept, setKept] = useState(text !== "");
  const { submit } = fetcher;
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    text,
    isKept: isKept && text !== "",
    change: (next, isNote) => {
      setText(next);
      setKept(false);
      window.clearTimeout(timer.current);
      timer.current = window.setTimeout(() => {
        kept.current = next;
        submit({ intent: "draft", text: next, isNote: String(isNote) }, { method: "post" });
        setKept(true);
      }, QUIET_MS);
    },
    clear: () => {
      window.clearTimeout(timer.current);
      // Sending it removes it on the server too.
      setText("");
      setKept(false);
    },
  };
}
