import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Dictionary } from "#app/locales/dictionary.ts";
import type { AppLocale } from "./locales.ts";

/** One instance per render: on the server two requests may speak different languages at once. */
export function createI18n(locale: AppLocale, resources: Dictionary): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: Object.keys(resources),
    defaultNS: "common",
    resources: { [locale]: resources },
    // React escapes; resources are given, so start-up is synchronous.
    interpolation: { escapeValue: false },
    initAsync: false,
    react: { useSuspense: false },
  });
  return instance;
}
