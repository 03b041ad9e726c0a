import type { Runtime } from "#services/runtime.server.ts";

declare module "@remix-run/node" {
  /** What server.ts hands every loader and action (app/http/load-context.server.ts builds it). */
  interface AppLoadContext {
    readonly runtime: Runtime;
    readonly requestId: string;
    /** Aborts when the response closes, finished or not. The only reliable sign of a gone client. */
    readonly closed: AbortSignal;
    /** Value every script and style element of this response must carry. */
    readonly nonce: string;
    /** Address of the caller behind the trusted proxies, for rate limits; never logged in clear. */
    readonly clientAddress: string;
  }
}
