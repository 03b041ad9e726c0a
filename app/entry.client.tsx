import { RemixBrowser } from "@remix-run/react";
import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { createI18n } from "#app/lib/i18n.ts";
import { type AppLocale, isAppLocale } from "#app/lib/locales.ts";
import { NonceContext } from "#app/lib/nonce.ts";
import { withWholeAnswers } from "#app/lib/whole-answers.ts";
import type { Dictionary } from "#app/locales/dictionary.ts";

/** Each language is a file of its own: a page loads one. */
const dictionaries: Record<AppLocale, () => Promise<{ default: Dictionary }>> = {
  en: () => import("#app/locales/en/index.ts"),
  nl: () => import("#app/locales/nl/index.ts"),
};

declare global {
  interface Window {
    /** Read by the library that locks scrolling behind a dialog with a style element of its own. */
    __webpack_nonce__?: string;
  }
}

async function hydrate(): Promise<void> {
  const { lang } = document.documentElement;
  const language = isAppLocale(lang) ? lang : "en";
  const { default: dictionary } = await dictionaries[language]();
  // Browsers hide the attribute from scripts but keep the property.
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  window.__webpack_nonce__ = nonce;
  window.fetch = withWholeAnswers(window.fetch.bind(window));
  const i18n = createI18n(language, dictionary);
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <NonceContext.Provider value={nonce}>
          <I18nextProvider i18n={i18n}>
            <RemixBrowser />
          </I18nextProvider>
        </NonceContext.Provider>
      </StrictMode>,
    );
  });
}

void hydrate();
