import { ApiError, type Api, type ChatMessage, type Draft, type Settings } from "./api.ts";
import type { TokenStore } from "./store.ts";

export interface Pending {
  readonly draft: Draft;
  readonly problem: string | null;
}

export interface ChatState {
  readonly settings: Settings | null;
  readonly messages: readonly ChatMessage[];
  readonly pending: readonly Pending[];
  readonly unread: number;
  readonly isOpen: boolean;
  readonly isOffline: boolean;
}

const WAITS_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** The conversation behind the panel: what stands in it, what is on its way, what is new. */
export class Chat {
  readonly #api: Api;
  readonly #store: TokenStore;
  readonly #changed: (state: ChatState) => void;
  #state: ChatState = {
    settings: null,
    messages: [],
    pending: [],
    unread: 0,
    isOpen: false,
    isOffline: false,
  };
  #token: string | null = null;
  #readSeq = 0;
  #opening: Promise<void> | null = null;
  #listening: AbortController | null = null;

  constructor(api: Api, store: TokenStore, changed: (state: ChatState) => void) {
    this.#api = api;
    this.#store = store;
    this.#changed = changed;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Shows the button; a browser that has chatted before also learns what is new. */
  async start(): Promise<void> {
    if (this.#store.read() !== null) await this.#openSession();
    else this.#set({ settings: await this.#api.settings() });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#listening?.abort();
      else this.#listen();
      this.#tellRead();
    });
  }

  open(): void {
    this.#set({ isOpen: true });
    this.#openSession().then(
      () => this.#tellRead(),
      () => this.#set({ isOffline: true }),
    );
  }

  close(): void {
    this.#set({ isOpen: false });
  }

  async send(given: Omit<Draft, "clientId">): Promise<void> {
    const draft = { ...given, clientId: randomId() };
    this.#set({ pending: [...this.#state.pending, { draft, problem: null }] });
    await this.#deliver(draft);
  }

  async retry(clientId: string): Promise<void> {
    const found = this.#state.pending.find((one) => one.draft.clientId === clientId);
    if (!found) return;
    this.#replace(clientId, { ...found, problem: null });
    await this.#deliver(found.draft);
  }

  drop(clientId: string): void {
    this.#replace(clientId, null);
  }

  async #deliver(draft: Draft): Promise<void> {
    try {
      await this.#openSession();
      const message = await this.#api.send(draft, this.#token ?? "");
      this.#replace(draft.clientId, null);
      this.#add([message]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#forget();
      const problem = error instanceof ApiError ? error.code : "offline";
      this.#replace(draft.clientId, { draft, problem });
    }
  }

  #openSession(): Promise<void> {
    if (this.#token !== null) return Promise.resolve();
    this.#opening ??= this.#begin().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #begin(): Promise<void> {
    const session = await this.#api.openSession(this.#store.read());
    this.#token = session.token;
    this.#store.write(session.token);
    this.#readSeq = session.readSeq;
    this.#set({ settings: session.settings, isOffline: false });
    this.#add(session.messages);
    this.#listen();
  }

  /** The chat is gone at the other end: the next message begins a new one. */
  #forget(): void {
    this.#token = null;
    this.#store.write(null);
    this.#listening?.abort();
    this.#set({ messages: [], unread: 0 });
  }

  #listen(): void {
    if (this.#token === null || document.hidden) return;
    if (this.#listening && !this.#listening.signal.aborted) return;
    this.#listening = new AbortController();
    void this.#poll(this.#listening.signal);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted && this.#token !== null) {
      try {
        this.#add(await this.#api.messagesAfter(this.#lastSeq(), this.#token, signal));
        failures = 0;
        if (this.#state.isOffline) this.#set({ isOffline: false });
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.status === 401) return this.#forget();
        const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] ?? 30_000;
        failures += 1;
        if (failures > 1) this.#set({ isOffline: true });
        // Spread, so that a restart of the server does not meet all browsers at once.
        await sleep(wait * (0.5 + share()), signal);
      }
    }
  }

  #add(fresh: readonly ChatMessage[]): void {
    const known = new Set(this.#state.messages.map((one) => one.seq));
    const added = fresh.filter((one) => !known.has(one.seq));
    if (added.length === 0) return;
    const messages = [...this.#state.messages, ...added].sort((a, b) => a.seq - b.seq);
    this.#set({ messages, unread: this.#count(messages) });
    if (added.some((one) => one.by === "business")) {
      this.#tell("delivered", this.#lastSeq());
      this.#tellRead();
    }
  }

  #tellRead(): void {
    const last = this.#lastSeq();
    if (!this.#state.isOpen || document.hidden || last <= this.#readSeq) return;
    this.#readSeq = last;
    this.#set({ unread: 0 });
    this.#tell("read", last);
  }

  #tell(status: "delivered" | "read", upTo: number): void {
    if (this.#token === null || upTo === 0) return;
    // A lost word is made good by the next one: marks only grow.
    this.#api.seen(status, upTo, this.#token).catch(() => {});
  }

  #count(messages: readonly ChatMessage[]): number {
    return messages.filter((one) => one.by === "business" && one.seq > this.#readSeq).length;
  }

  #lastSeq(): number {
    return this.#state.messages.at(-1)?.seq ?? 0;
  }

  #replace(clientId: string, next: Pending | null): void {
    const pending = this.#state.pending.flatMap((one) =>
      one.draft.clientId === clientId ? (next ? [next] : []) : [one],
    );
    this.#set({ pending });
  }

  #set(part: Partial<ChatState>): void {
    this.#state = { ...this.#state, ...part };
    this.#changed(this.#state);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Uniform in [0, 1). */
function share(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

/** Works on plain http pages too, where crypto.randomUUID does not exist. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
