import { useFetchers, useNavigation, useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { markBackground } from "./color-scheme.ts";

/** Asks the page's loaders again every so often while somebody looks at it; null = not at all. */
export function useRefresh(everyMs: number | null): void {
  const { revalidate, state } = useRevalidator();
  const { state: navigating } = useNavigation();
  const isActing = useFetchers().length > 0;
  // A refresh in the middle of a navigation would begin its loaders again, and again the next time.
  const isBusy = state !== "idle" || navigating !== "idle" || isActing;
  const latest = useRef({ revalidate, isBusy });
  latest.current = { revalidate, isBusy };
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState !== "visible" || latest.current.isBusy) return;
      markBackground();
      latest.current.revalidate();
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
}
