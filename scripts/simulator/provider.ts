import type { Desk } from "./desk.ts";

/** What a provider of the simulator is. README.md in this folder walks through adding one. */

export type Skin = "whatsapp" | "messenger" | "telegram" | "sms" | "mail" | "web";

/** One channel account of the app, as registered over POST /sim/api/accounts. */
export interface SimAccount {
  readonly accountId: string;
  readonly adapterId: string;
  /** The organisation's name as the person sees it. */
  readonly name: string;
  /** Where signed webhooks go; null = none are sent. */
  readonly webhookUrl: string | null;
  /** The adapter's account values (ids, tokens, secrets); never shown on a page. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** false = the provider never reports what became of a message. */
  readonly hasReceipts: boolean;
}

export interface SimPerson {
  readonly personId: string;
  readonly name: string;
  /** Demo story or any word to group phones by. */
  readonly story: string | null;
  readonly locale: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly email: string | null;
  /** Ids at providers, by adapter id; win over phone and email. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The adapters this person has a phone for; null = all that can reach them. */
  readonly adapterIds: readonly string[] | null;
}

/** A screen on the desk: one person, one channel. */
export interface SimPhone {
  readonly phoneId: string;
  readonly personId: string;
  readonly adapterId: string;
  /** Accounts the person has blocked. */
  readonly blocked: readonly string[];
  /** The person's own switch: false = nobody learns that they read. */
  readonly sendsReadReceipts: boolean;
}

export interface SimMedia {
  readonly mediaId: string;
  readonly kind: "image" | "video" | "audio" | "document";
  readonly mimeType: string;
  readonly fileName: string;
}

export interface SimChoice {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** A link opens; anything else is pressed and answered. */
  readonly url?: string | undefined;
}

/** What a screen shows of a message. */
export interface SimContent {
  readonly text: string;
  readonly subject?: string | undefined;
  /** Mail only; shown in a sandboxed frame. */
  readonly html?: string | undefined;
  readonly header?: string | undefined;
  readonly footer?: string | undefined;
  readonly media: readonly SimMedia[];
  readonly choices: readonly SimChoice[];
  /** Set = the choices hide behind a button of this name (a list). */
  readonly choicesLabel?: string | undefined;
}

export type SimStatus = "accepted" | "sent" | "delivered" | "read" | "failed";

export interface SimMessage {
  /** The provider's id of the message. */
  readonly messageId: string;
  readonly phoneId: string;
  readonly accountId: string;
  readonly by: "business" | "person";
  readonly at: number;
  readonly content: SimContent;
  readonly status: SimStatus;
  readonly echo: string | null;
  readonly inReplyTo: string | null;
  /** Whatever the provider needs to remember about it (a status callback, a Message-ID). */
  readonly extra: Readonly<Record<string, string>>;
  readonly reaction?: string | undefined;
}

/** Who acts: a person of the desk, or an address nobody registered (load and kill tests). */
export interface Actor {
  readonly name: string;
  readonly address: string;
  readonly locale: string | null;
}

/** Something that happened on a phone and that the provider has to tell the app. */
export type Act =
  | {
      readonly type: "said";
      readonly actor: Actor;
      readonly messageId: string;
      readonly at: number;
      readonly text: string;
      readonly media: readonly SimMedia[];
      readonly inReplyTo: string | null;
      /** The message answered to, when it is known here. */
      readonly target: SimMessage | null;
    }
  | {
      readonly type: "pressed";
      readonly actor: Actor;
      readonly messageId: string;
      readonly at: number;
      readonly choice: SimChoice;
      readonly target: SimMessage;
    }
  | {
      readonly type: "reacted";
      readonly actor: Actor;
      readonly messageId: string;
      readonly at: number;
      readonly emoji: string | null;
      readonly target: SimMessage;
    }
  | { readonly type: "blocked"; readonly actor: Actor; readonly at: number }
  | { readonly type: "unblocked"; readonly actor: Actor; readonly at: number }
  | {
      readonly type: "status";
      readonly status: SimStatus;
      readonly messageId: string;
      readonly to: string;
      readonly at: number;
      readonly echo: string | null;
      readonly failure: { readonly code: string; readonly detail: string } | null;
      readonly extra: Readonly<Record<string, string>>;
    };

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A request of an adapter; `path` starts after the provider's base path. */
export interface SimCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type SimAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
      /** Set = the body trickles out over this time. */
      readonly overMs?: number;
    }
  /** The socket stays open and nothing comes. */
  | { readonly kind: "hang" }
  /** The socket is cut. */
  | { readonly kind: "reset" };

export interface Provider {
  readonly id: string;
  readonly adapterIds: readonly string[];
  /** First part of the path adapters call, e.g. "/graph"; null = no HTTP API. */
  readonly basePath: string | null;
  skin(adapterId: string): Skin;
  /** The address this person has on this account, in the form `accept` gets it; null = no phone. */
  addressOf(person: SimPerson, account: SimAccount): string | null;
  serve?(call: SimCall, desk: Desk): Promise<SimAnswer>;
  /** For servers of other protocols (SMTP). */
  start?(desk: Desk): Promise<{ stop(): Promise<void> }>;
  /** Signed webhooks for these acts. Several acts may share one call where the provider batches. */
  callbacks(acts: readonly Act[], account: SimAccount, desk: Desk): readonly WebhookCall[];
  /** Instead of `callbacks`, where the provider speaks no HTTP to the app. Rejecting = try again later. */
  deliver?(act: Act, account: SimAccount, desk: Desk): Promise<void>;
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): SimAnswer {
  return {
    kind: "answer",
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
