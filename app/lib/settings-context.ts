import { createContext, useContext } from "react";
import type { AppLocale } from "./locales.ts";

export type ColorScheme = "light" | "dark" | "auto";

/** What every component may know of the member and workspace it renders for. */
export interface Settings {
  readonly language: AppLocale;
  readonly locale: string;
  readonly zone: string;
  /** The server's clock when the page was made, moved on every half minute in the browser. */
  readonly now: Date;
  readonly justNow: string;
  readonly scheme: ColorScheme;
  /** Single-key shortcuts can be switched off (WCAG 2.1.4). */
  readonly hasSingleKeys: boolean;
  /** For parts that add a style element of their own, such as the code editor. */
  readonly nonce: string;
}

export const SettingsContext = createContext<Settings | null>(null);

export function useSettings(): Settings {
  const settings = useContext(SettingsContext);
  if (!settings) throw new Error("useSettings needs the app's root around it.");
  return settings;
}
