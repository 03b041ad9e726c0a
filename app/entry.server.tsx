import { PassThrough } from "node:stream";
import {
  type ActionFunctionArgs,
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type LoaderFunctionArgs,
} from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { RETRY_AFTER_S } from "#app/http/database-guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { createI18n } from "#app/lib/i18n.ts";
import type { AppLocale } from "#app/lib/locales.ts";
import { NonceContext } from "#app/lib/nonce.ts";
import type { Dictionary } from "#app/locales/dictionary.ts";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";

// server.ts reaches everything of the app through this module and nothing else.
export { startHost } from "#app/http/host.server.ts";

/** Promises a loader left pending are rejected after this; React is stopped a second later. */
export const streamTimeout = 10_000;
const GRACE_MS = 1_000;
/** Somebody else at this computer finds nothing in its cache, and Back shows nothing after signing out. */
const NO_STORE = "no-store";

const dictionaries: Record<AppLocale, Dictionary> = { en, nl };

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  const { language } = readPreferences(request);
  const i18n = createI18n(language, dictionaries[language]);
  const isWhole = isbot(request.headers.get("user-agent"));
  const { nonce } = context;
  return new Promise((resolve, reject) => {
    let didRender = false;
    const answer = () => {
      didRender = true;
      const body = new PassThrough();
      headers.set("content-type", "text/html; charset=utf-8");
      headers.set("cache-control", NO_STORE);
      if (status === 503) headers.set("retry-after", String(RETRY_AFTER_S));
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status }));
      pipe(body);
    };
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={nonce}>
        <I18nextProvider i18n={i18n}>
          <RemixServer
            context={remixContext}
            url={request.url}
            abortDelay={streamTimeout}
            nonce={nonce}
          />
        </I18nextProvider>
      </NonceContext.Provider>,
      {
        nonce,
        ...(isWhole ? { onAllReady: answer } : { onShellReady: answer }),
        onShellError: reject,
        onError(error) {
          status = 500;
          // An error before the shell rejects and is logged by handleError.
          if (didRender) logError(error, context);
        },
      },
    );
    setTimeout(abort, streamTimeout + GRACE_MS).unref();
  });
}

/** What pages ask for later is as private as the pages. */
export function handleDataRequest(response: Response): Response {
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", NO_STORE);
  return response;
}

/** What a loader, action or render threw by mistake; people see a sentence and the request number. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  if (request.signal.aborted || context.closed.aborted) return;
  // A 404 or 405 is an answer, not a fault of ours.
  if (isRouteErrorResponse(error)) return;
  logError(error, context);
}

function logError(error: unknown, context: AppLoadContext): void {
  const { runtime, requestId } = context;
  runtime.log.error({ event: "request.failed", requestId, err: error }, "request failed");
}
