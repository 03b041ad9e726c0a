import { pageLanguage } from "./api.ts";
import type { Chat, ChatState } from "./chat.ts";
import { icon, icons, make } from "./elements.ts";
import { readableOn, style } from "./style.ts";
import { drawThread, type ThreadActions } from "./thread.ts";
import { wordsFor } from "./words.ts";

/** Puts button and panel on the page; answers what draws a state. */
export function mountPanel(base: string, chatOf: () => Chat): (state: ChatState) => void {
  const language = pageLanguage();
  const words = wordsFor(language);
  const host = make("div", { "data-antiphon": "" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];

  const badge = make("span", { class: "badge", "aria-hidden": "true" });
  const launcher = make("button", { class: "launcher", type: "button" }, icon(icons.chat), badge);
  const title = make("h2", { id: "title" });
  const close = make(
    "button",
    { class: "icon", type: "button", "aria-label": words.close },
    icon(icons.close),
  );
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
  const status = make("p", { class: "status", role: "status" }, words.offline);
  const compose = makeCompose(words, (text, files) => {
    void chatOf().send({ text, files, choice: null });
  });
  const head = make("div", { class: "head" }, title, close);
  const panel = make(
    "div",
    { class: "panel", role: "dialog", "aria-labelledby": "title" },
    head,
    log,
    status,
    compose.form,
  );
  const frame = make("div", { class: "frame" }, panel, launcher);
  root.append(frame);
  document.body.append(host);

  launcher.addEventListener("click", () => (panel.hidden ? chatOf().open() : chatOf().close()));
  close.addEventListener("click", () => chatOf().close());
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) chatOf().close();
  });
  const actions: ThreadActions = {
    press: (messageId, button) =>
      void chatOf().send({ text: button.title, files: [], choice: { messageId, id: button.id } }),
    retry: (clientId) => void chatOf().retry(clientId),
    drop: (clientId) => chatOf().drop(clientId),
  };

  panel.hidden = true;
  host.hidden = true;
  return (state) => {
    const { settings, isOpen, unread } = state;
    if (!settings) return;
    host.hidden = false;
    host.style.setProperty("--on-accent", readableOn(settings.accent));
    // A page may set --antiphon-accent itself; the account's colour is the default.
    host.style.setProperty("--accent", `var(--antiphon-accent, ${settings.accent})`);
    frame.classList.toggle("left", settings.position === "left");
    frame.classList.toggle("open", isOpen);
    title.textContent = settings.title;
    log.setAttribute("aria-label", settings.title);
    badge.textContent = unread > 99 ? "99+" : String(unread);
    badge.hidden = unread === 0 || isOpen;
    status.hidden = !state.isOffline;
    const news = unread > 0 ? `, ${words.unread(unread)}` : "";
    launcher.setAttribute("aria-label", (isOpen ? words.close : words.open) + news);
    launcher.setAttribute("aria-expanded", String(isOpen));
    const wasHidden = panel.hidden;
    panel.hidden = !isOpen;
    drawThread(log, state, { words, base, language, actions });
    if (wasHidden && isOpen) {
      log.scrollTop = log.scrollHeight;
      compose.field.focus();
    }
    if (!wasHidden && !isOpen) launcher.focus();
  };
}

function makeCompose(
  words: ReturnType<typeof wordsFor>,
  send: (text: string, files: readonly File[]) => void,
): { readonly form: HTMLFormElement; readonly field: HTMLTextAreaElement } {
  const field = make("textarea", {
    rows: "1",
    maxlength: "4000",
    placeholder: words.write,
    "aria-label": words.write,
  });
  const picker = make("input", { type: "file", multiple: "", hidden: "", tabindex: "-1" });
  const attach = make(
    "button",
    { class: "icon", type: "button", "aria-label": words.attach },
    icon(icons.attach),
  );
  const submit = make(
    "button",
    { class: "icon send", type: "submit", "aria-label": words.send },
    icon(icons.send),
  );
  const form = make("form", { class: "compose" }, attach, picker, field, submit);

  const sendText = () => {
    const text = field.value.trim();
    if (text === "") return;
    field.value = "";
    field.style.height = "";
    send(text, []);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendText();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendText();
  });
  field.addEventListener("input", () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  });
  attach.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    // One message each: a file that is refused takes none of the others with it.
    for (const file of picker.files ?? []) send("", [file]);
    picker.value = "";
  });
  return { form, field };
}
