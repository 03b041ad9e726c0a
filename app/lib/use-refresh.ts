import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { markBackground } from "./color-scheme.ts";

/** Asks the page's loaders again every so often while somebody looks at it; null = not at all. */
export function useRefresh(everyMs: number | null): void {
  const { revalidate, state } = useRevalidator();
  const latest = useRef({ revalidate, state });
  latest.current = { revalidate, state };
  useEffect(() => {
    if (everyMs === null) return undefined;
    const timer = window.setInterval(() => {
      if (document.visibilityState !== "visible" || latest.current.state !== "idle") return;
      markBackground();
      latest.current.revalidate();
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
}
