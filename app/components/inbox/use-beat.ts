import { useFetcher } from "@remix-run/react";
import { useEffect } from "react";
import { markBackground } from "#app/lib/color-scheme.ts";
import { SECOND_MS } from "#core/duration.ts";

const BEAT_MS = 10 * SECOND_MS;

/** Tells colleagues with this conversation open that one is here, and whether one is typing. */
export function useBeat(isTyping: boolean): void {
  const { submit } = useFetcher();
  useEffect(() => {
    const beat = () => {
      if (document.visibilityState !== "visible") return;
      if (!isTyping) markBackground();
      submit({ intent: "presence", isTyping: String(isTyping) }, { method: "post" });
    };
    beat();
    const timer = window.setInterval(beat, BEAT_MS);
    return () => window.clearInterval(timer);
  }, [isTyping, submit]);
}
