import type { AppLoadContext } from "@remix-run/node";
import type { Runtime } from "#services/runtime.server.ts";

/** What server.ts would hand a loader; `close()` is the client going away. */
export function testContext(runtime: Runtime): AppLoadContext & { close(): void } {
  const closed = new AbortController();
  return {
    runtime,
    requestId: "req_test",
    nonce: "test-nonce",
    closed: closed.signal,
    clientAddress: "127.0.0.1",
    close: () => closed.abort(),
  };
}
