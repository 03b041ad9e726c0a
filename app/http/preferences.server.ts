import {
  backgroundCookieName,
  isColorScheme,
  keysCookieName,
  panesCookieName,
  railCookieName,
  schemeCookieName,
} from "#app/lib/color-scheme.ts";
import {
  type AppLocale,
  isAppLocale,
  localeCookieName,
  preferredLocale,
} from "#app/lib/locales.ts";
import { type PaneWidths, parsePaneWidths } from "#app/lib/pane-widths.ts";
import type { ColorScheme } from "#app/lib/settings-context.ts";

export interface Preferences {
  readonly language: AppLocale;
  readonly scheme: ColorScheme;
  readonly hasSingleKeys: boolean;
  readonly isRailOpen: boolean;
  readonly paneWidths: PaneWidths;
}

/** Choices of this browser: kept in cookies, so the first byte already has the right look and words. */
export function readPreferences(request: Request): Preferences {
  const cookies = readCookies(request.headers.get("cookie"));
  const chosen = cookies.get(localeCookieName);
  const scheme = cookies.get(schemeCookieName);
  const accepted = preferredLocale(request.headers.get("accept-language"));
  return {
    language: isAppLocale(chosen) ? chosen : (accepted ?? "en"),
    scheme: isColorScheme(scheme) ? scheme : "auto",
    hasSingleKeys: cookies.get(keysCookieName) !== "off",
    isRailOpen: cookies.get(railCookieName) !== "closed",
    paneWidths: parsePaneWidths(cookies.get(panesCookieName) ?? ""),
  };
}

/** Live streams, and what an open page asks by itself: no sign of a person. */
export function isBackground(request: Request): boolean {
  if (new URL(request.url).pathname.startsWith("/events/")) return true;
  return readCookies(request.headers.get("cookie")).has(backgroundCookieName);
}

function readCookies(header: string | null): Map<string, string> {
  const pairs = (header ?? "").split(";").map((pair) => pair.trim().split("="));
  return new Map(pairs.map(([name = "", ...value]) => [name, decoded(value.join("="))]));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A cookie someone else wrote badly is no preference of ours.
    return "";
  }
}
