/** What the widget and its endpoints say to each other. */

export interface Settings {
  readonly title: string;
  readonly greeting: string;
  readonly accent: string;
  readonly position: "right" | "left";
}

export interface ChatFile {
  readonly kind: "image" | "video" | "audio" | "document";
  readonly mimeType: string;
  readonly fileName: string;
  readonly path: string;
}

export type ChatButton =
  | { readonly type: "reply"; readonly id: string; readonly title: string }
  | { readonly type: "url"; readonly title: string; readonly url: string };

export interface ChatMessage {
  readonly id: string;
  readonly seq: number;
  readonly by: "business" | "visitor";
  readonly text: string;
  readonly buttons: readonly ChatButton[];
  readonly files: readonly ChatFile[];
  readonly at: string;
}

export interface Session {
  readonly token: string;
  readonly settings: Settings;
  readonly readSeq: number;
  readonly messages: readonly ChatMessage[];
}

export interface Draft {
  readonly clientId: string;
  readonly text: string;
  readonly files: readonly File[];
  readonly choice: { readonly messageId: string; readonly id: string } | null;
}

/** `retry` says whether asking again can help. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

export interface Api {
  readonly base: string;
  settings(): Promise<Settings>;
  openSession(token: string | null): Promise<Session>;
  messagesAfter(seq: number, token: string, signal: AbortSignal): Promise<readonly ChatMessage[]>;
  send(draft: Draft, token: string): Promise<ChatMessage>;
  seen(status: "delivered" | "read", upTo: number, token: string): Promise<void>;
}

export function createApi(base: string, accountId: string): Api {
  const root = `${base}/widget/api/${encodeURIComponent(accountId)}`;

  async function ask<Answer>(path: string, init: RequestInit, token?: string): Promise<Answer> {
    const headers = token ? { authorization: `Bearer ${token}` } : undefined;
    const response = await fetch(root + path, {
      ...init,
      credentials: "omit",
      headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
    });
    if (response.ok) return (await response.json()) as Answer;
    const body = (await response.json().catch(() => ({}))) as { error?: string };
    throw new ApiError(response.status, body.error ?? "failed");
  }

  return {
    base,
    settings: async () => (await ask<{ settings: Settings }>("/session", {})).settings,
    openSession(token) {
      const { pathname, origin } = location;
      const body = JSON.stringify({ token, locale: pageLanguage(), page: origin + pathname });
      const headers = { "content-type": "application/json" };
      return ask<Session>("/session", { method: "POST", body, headers });
    },
    async messagesAfter(seq, token, signal) {
      type Answer = { readonly messages: readonly ChatMessage[] };
      return (await ask<Answer>(`/messages?after=${seq}`, { signal }, token)).messages;
    },
    async send({ clientId, text, files, choice }, token) {
      const body = new FormData();
      body.set("clientId", clientId);
      body.set("text", text);
      if (choice) {
        body.set("choiceOf", choice.messageId);
        body.set("choiceId", choice.id);
      }
      for (const file of files) body.append("file", file, file.name);
      type Answer = { readonly message: ChatMessage };
      return (await ask<Answer>("/messages", { method: "POST", body }, token)).message;
    },
    async seen(status, upTo, token) {
      const body = new URLSearchParams({ status, upTo: String(upTo) });
      await ask("/seen", { method: "POST", body }, token);
    },
  };
}

export function pageLanguage(): string {
  return document.documentElement.lang || navigator.language || "en";
}
