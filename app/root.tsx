import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/dropzone/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./styles/app.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunctionArgs,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorPanel } from "#app/components/ui/error-panel.tsx";
import { cssVariables, theme } from "#app/components/ui/theme.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { cookieColorScheme } from "#app/lib/color-scheme.ts";
import { formatLocales } from "#app/lib/locales.ts";
import { useNonce } from "#app/lib/nonce.ts";
import { titleOf } from "#app/lib/page-title.ts";
import { type Settings, SettingsContext } from "#app/lib/settings-context.ts";

export function loader({ request, context }: LoaderFunctionArgs) {
  return {
    ...readPreferences(request),
    requestId: context.requestId,
    now: context.runtime.now(),
  };
}

/** Preferences change by a full load, and their clock goes on by itself: no need to ask again. */
export function shouldRevalidate({ formMethod }: ShouldRevalidateFunctionArgs): boolean {
  return formMethod !== undefined && formMethod !== "GET";
}

type RootData = typeof loader;
const initialTime = new Date(0);

export function Layout({ children }: { readonly children: ReactNode }) {
  const data = useRouteLoaderData<RootData>("root");
  const nonce = useNonce();
  const { i18n, t } = useTranslation("titles");
  const title = titleOf(useMatches(), t);
  const scheme = data?.scheme ?? "auto";
  const [manager] = useState(() => cookieColorScheme(scheme));
  // Browser tests wait for this before they click.
  useEffect(() => {
    document.documentElement.dataset["ready"] = "yes";
  }, []);
  return (
    <html
      lang={i18n.language}
      data-scheme={scheme}
      data-mantine-color-scheme={scheme === "dark" ? "dark" : "light"}
      suppressHydrationWarning
    >
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
        <script src="/color-scheme.js" nonce={nonce} suppressHydrationWarning />
        <title>{title}</title>
        <Meta />
        <Links />
      </head>
      <body>
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          colorSchemeManager={manager}
          defaultColorScheme={scheme}
          getStyleNonce={() => nonce}
        >
          <SettingsProvider nonce={nonce}>
            {children}
            <Notifications position="bottom-right" limit={4} />
          </SettingsProvider>
        </MantineProvider>
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

interface SettingsProviderProps {
  readonly nonce: string;
  readonly children: ReactNode;
}

function SettingsProvider({ nonce, children }: SettingsProviderProps) {
  const data = useRouteLoaderData<RootData>("root");
  const { t } = useTranslation("common");
  const now = useTicking(data?.now ?? initialTime);
  const language = data?.language ?? "en";
  const settings: Settings = {
    language,
    locale: formatLocales[language],
    zone: "UTC",
    now,
    justNow: t("time.now"),
    scheme: data?.scheme ?? "auto",
    hasSingleKeys: data?.hasSingleKeys ?? true,
    nonce,
  };
  return <SettingsContext.Provider value={settings}>{children}</SettingsContext.Provider>;
}

const TICK_MS = 30_000;

/** Starts at the server's clock, so that the first render agrees, and moves on from there. */
function useTicking(start: Date): Date {
  const [passedMs, setPassed] = useState(0);
  useEffect(() => {
    const began = performance.now();
    setPassed(0);
    const timer = window.setInterval(() => setPassed(performance.now() - began), TICK_MS);
    return () => window.clearInterval(timer);
  }, [start]);
  return passedMs === 0 ? start : new Date(start.getTime() + passedMs);
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<RootData>("root");
  return (
    <main>
      <ErrorPanel
        status={isRouteErrorResponse(error) ? error.status : undefined}
        requestId={data?.requestId}
      />
    </main>
  );
}
