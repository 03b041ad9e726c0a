import { useRef } from "react";
import { panesCookieName, writePreference } from "./color-scheme.ts";

/** The inbox's side panes, in pixels. */
export interface PaneWidths {
  readonly list: number;
  readonly person: number;
}

export const paneLimits = {
  list: { min: 260, usual: 340, max: 520 },
  person: { min: 240, usual: 300, max: 440 },
} as const;

/** "list.person", e.g. "360.280"; whatever else stands there is the usual widths. */
export function parsePaneWidths(text: string): PaneWidths {
  const [list, person] = text.split(".");
  return { list: within("list", list), person: within("person", person) };
}

function within(pane: keyof PaneWidths, text: string | undefined): number {
  const { min, usual, max } = paneLimits[pane];
  const width = /^\d{2,4}$/.test(text ?? "") ? Number(text) : usual;
  return Math.min(max, Math.max(min, width));
}

interface Measured {
  readonly inPixels: number;
}

/** Kept in a cookie when the member lets go of the grip, so that the next page is drawn right at once. */
export function usePaneWidth(pane: keyof PaneWidths) {
  const width = useRef<number | null>(null);
  return {
    measure: ({ inPixels }: Measured) => void (width.current = Math.round(inPixels)),
    keep: (_layout: unknown, { isUserInteraction }: { readonly isUserInteraction: boolean }) => {
      if (!isUserInteraction || width.current === null) return;
      const kept = parsePaneWidths(readCookie(panesCookieName));
      const list = pane === "list" ? width.current : kept.list;
      const person = pane === "person" ? width.current : kept.person;
      writePreference(panesCookieName, `${list}.${person}`);
    },
  };
}

function readCookie(name: string): string {
  const pairs = document.cookie.split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([key]) => key === name)?.[1] ?? "";
}
