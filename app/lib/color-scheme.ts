import type { MantineColorSchemeManager } from "@mantine/core";
import type { ColorScheme } from "./settings-context.ts";

export const schemeCookieName = "antiphon_theme";
export const keysCookieName = "antiphon_keys";
export const railCookieName = "antiphon_rail";
export const panesCookieName = "antiphon_panes";
export const backgroundCookieName = "antiphon_background";

const YEAR_S = 365 * 24 * 60 * 60;

export function isColorScheme(value: unknown): value is ColorScheme {
  return value === "light" || value === "dark" || value === "auto";
}

/** A preference the server needs at the next page. No secret, so scripts may write it. */
export function writePreference(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
}

/**
 * The requests of the next second are the page's own doing, not the person's: an open page that
 * refreshes itself must not keep a forgotten session alive.
 */
export function markBackground(): void {
  document.cookie = `${backgroundCookieName}=1; Path=/; Max-Age=1; SameSite=Lax`;
}

/** The server's word on the first paint, then the member's choice, kept in a cookie. */
export function cookieColorScheme(initial: ColorScheme): MantineColorSchemeManager {
  let current: ColorScheme = initial;
  return {
    get: () => current,
    set: (value) => {
      current = value;
      writePreference(schemeCookieName, value);
    },
    clear: () => writePreference(schemeCookieName, "auto"),
    subscribe: () => undefined,
    unsubscribe: () => undefined,
  };
}
