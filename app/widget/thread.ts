import type { ChatButton, ChatFile, ChatMessage } from "./api.ts";
import type { ChatState, Pending } from "./chat.ts";
import { linked, make } from "./elements.ts";
import type { Words } from "./words.ts";

export interface ThreadActions {
  press(messageId: string, button: Extract<ChatButton, { type: "reply" }>): void;
  retry(clientId: string): void;
  drop(clientId: string): void;
}

interface Setting {
  readonly words: Words;
  readonly base: string;
  readonly language: string;
  readonly actions: ThreadActions;
}

/** The lines of the log that are not in it yet are added; the rest stays, so nothing is read out twice. */
export function drawThread(log: HTMLElement, state: ChatState, setting: Setting): void {
  const wasAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const lines = [...greeting(state), ...sent(state, setting), ...pendings(state, setting)];
  const wanted = new Set(lines.map(([key]) => key));
  const drawn = new Map<string, HTMLElement>();
  for (const child of [...log.children] as HTMLElement[]) {
    const key = child.dataset["key"] ?? "";
    if (wanted.has(key)) drawn.set(key, child);
    else child.remove();
  }
  for (const [key, draw] of lines) {
    if (drawn.has(key)) continue;
    const line = draw();
    line.dataset["key"] = key;
    log.append(line);
  }
  if (wasAtEnd) log.scrollTop = log.scrollHeight;
}

type Line = readonly [key: string, draw: () => HTMLElement];

function greeting({ settings }: ChatState): Line[] {
  const text = settings?.greeting ?? "";
  return text === "" ? [] : [["greeting", () => make("div", { class: "bubble" }, text)]];
}

function sent(state: ChatState, setting: Setting): Line[] {
  const last = state.messages.at(-1);
  return state.messages.flatMap((message) => {
    const own = message.by === "visitor";
    const lines: Line[] = [[`m${message.seq}`, () => bubble(message, setting)]];
    // Buttons wait for an answer; once anything follows they would only confuse.
    if (message === last && message.buttons.length > 0) {
      lines.push([`c${message.seq}`, () => choices(message, setting)]);
    }
    if (message === last) lines.push([`t${message.seq}`, () => time(message, own, setting)]);
    return lines;
  });
}

function pendings({ pending }: ChatState, setting: Setting): Line[] {
  return pending.flatMap((one) => {
    const { clientId } = one.draft;
    const lines: Line[] = [[`p${clientId}`, () => waiting(one, setting)]];
    const { problem } = one;
    if (problem !== null) {
      lines.push([`x${clientId}${problem}`, () => problemLine(clientId, problem, setting)]);
    }
    return lines;
  });
}

function bubble({ by, text, files }: ChatMessage, { words, base }: Setting): HTMLElement {
  const own = by === "visitor";
  const box = make("div", { class: own ? "bubble own" : "bubble" });
  for (const file of files) box.append(attachment(file, base));
  if (text !== "") box.append(make("span", {}, ...linked(text)));
  if (own) box.setAttribute("aria-label", `${words.you}: ${text || files[0]?.fileName || ""}`);
  if (own) box.setAttribute("role", "group");
  return box;
}

function attachment({ kind, path, fileName }: ChatFile, base: string): HTMLElement {
  const src = base + path;
  const link = { href: src, target: "_blank", rel: "noopener" };
  if (kind === "image")
    return make("a", link, make("img", { src, alt: fileName, loading: "lazy" }));
  if (kind === "video") return make("video", { src, controls: "", "aria-label": fileName });
  if (kind === "audio") return make("audio", { src, controls: "", "aria-label": fileName });
  return make("a", link, fileName);
}

function choices(message: ChatMessage, { actions }: Setting): HTMLElement {
  const row = make("div", { class: "choices" });
  for (const button of message.buttons) {
    if (button.type === "url") {
      const isWeb = /^https?:\/\//.test(button.url);
      const link = { class: "choice", href: button.url, target: "_blank", rel: "noopener" };
      if (isWeb) row.append(make("a", link, button.title));
      continue;
    }
    const choice = make("button", { class: "choice", type: "button" }, button.title);
    choice.addEventListener("click", () => actions.press(message.id, button));
    row.append(choice);
  }
  return row;
}

function time({ at }: ChatMessage, own: boolean, { language }: Setting): HTMLElement {
  const words = new Date(at).toLocaleString(language, {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return make("time", { class: own ? "time own" : "time", datetime: at }, words);
}

function waiting({ draft }: Pending, { words }: Setting): HTMLElement {
  const text = [draft.text, ...draft.files.map((file) => file.name)].filter(Boolean).join("\n");
  return make("div", { class: "bubble own waiting", title: words.sending }, text);
}

function problemLine(clientId: string, problem: string, setting: Setting): HTMLElement {
  const { words, actions } = setting;
  const reasons: Readonly<Record<string, string>> = {
    "too-large": words.tooLarge,
    "not-allowed": words.notAllowed,
    "too-fast": words.tooFast,
  };
  const again = make("button", { type: "button" }, words.again);
  again.addEventListener("click", () => actions.retry(clientId));
  const remove = make("button", { type: "button" }, words.remove);
  remove.addEventListener("click", () => actions.drop(clientId));
  const isFinal = problem === "too-large" || problem === "not-allowed";
  const text = reasons[problem] ?? words.notSent;
  return make("div", { class: "problem", role: "alert" }, text, isFinal ? null : again, remove);
}
