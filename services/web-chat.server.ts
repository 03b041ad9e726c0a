import type { WebChatPort } from "#channels/contract.ts";
import type { Runtime } from "./runtime.server.ts";

/** Appends to a visitor's stream. Until the widget's visitors are stored there is none to write to. */
export function createWebChatPort(_rt: Pick<Runtime, "now" | "newId">): WebChatPort {
  return async () => ({ error: "unknown-visitor" });
}
