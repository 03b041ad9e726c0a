import { createApi } from "./api.ts";
import { Chat, type ChatState } from "./chat.ts";
import { mountPanel } from "./panel.ts";
import { createTokenStore } from "./store.ts";

/**
 * The web chat on somebody's site:
 * `<script async src="https://…/widget.js" data-account="acc_…"></script>`
 * A page may open it from its own button with `Antiphon.open()`.
 */

declare global {
  interface Window {
    Antiphon?: { open(): void; close(): void };
  }
}

function start(script: HTMLScriptElement): void {
  const accountId = script.dataset["account"];
  if (!accountId || window.Antiphon) return;
  const base = new URL(script.src, location.href).origin;
  const chat: Chat = new Chat(createApi(base, accountId), createTokenStore(accountId), (state) =>
    draw(state),
  );
  const draw: (state: ChatState) => void = mountPanel(base, () => chat);
  window.Antiphon = { open: () => chat.open(), close: () => chat.close() };
  chat.start().catch((error: unknown) => {
    // Nothing of ours shows: a site that is not on the account's list, or no connection.
    // oxlint-disable-next-line no-console -- the page is not ours: its owner looks here
    console.warn("Antiphon web chat did not start:", error);
  });
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => start(script));
  } else start(script);
}
