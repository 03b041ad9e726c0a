import type { z } from "zod";
import type { OtherContent } from "#core/conversation/items.ts";
import type { MediaKind, MediaRef, OutboundMessage } from "#core/message/message.ts";

/** How a channel adapter meets the world. See docs/channels.md; testkit.ts holds every adapter to it. */

// ---------------------------------------------------------------- ports (the only I/O an adapter may do)

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** From the first byte to the last; default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Called in the very moment before the first byte goes to a socket; false = let none of it go. */
  readonly onWire?: (() => boolean) | undefined;
}

/** Never throws: a failed request is an answer too, and says whether any byte may have left. */
export type HttpAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
    }
  /** DNS, refused, TLS, or aborted before the first byte: surely not accepted. */
  | { readonly kind: "not-sent"; readonly detail: string }
  /** Time-out or reset after bytes left: may have been accepted. */
  | { readonly kind: "ambiguous"; readonly detail: string };

export type HttpPort = ((request: HttpRequest) => Promise<HttpAnswer>) & {
  /** Set by ports that call `onWire`; with any other, the call itself counts as the first byte. */
  readonly tellsWire?: true;
};

export interface SmtpMail {
  readonly from: string;
  readonly to: string;
  readonly envelope: { readonly from: string; readonly to: string };
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly inReplyTo?: string | undefined;
  readonly references?: readonly string[] | undefined;
  readonly attachments: readonly {
    readonly fileName: string;
    readonly mimeType: string;
    readonly content: Uint8Array;
  }[];
}

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string | null;
  readonly dkim: {
    readonly domain: string;
    readonly selector: string;
    readonly privateKey: string;
  } | null;
}

export type SmtpAnswer =
  | { readonly kind: "accepted"; readonly messageId: string; readonly response: string }
  | {
      readonly kind: "refused";
      readonly code: number;
      readonly enhanced: string | null;
      readonly response: string;
    }
  | { readonly kind: "not-sent"; readonly detail: string }
  /** Connection lost after DATA was given. */
  | { readonly kind: "ambiguous"; readonly detail: string };

export type SmtpPort = (server: SmtpServer, mail: SmtpMail) => Promise<SmtpAnswer>;

/** Our own widget is its own provider: a message is appended to the visitor's stream, once per key. */
export type WebChatPort = (
  accountId: string,
  visitorId: string,
  sendKey: string,
  message: OutboundMessage,
) => Promise<{ readonly externalId: string } | { readonly error: "unknown-visitor" }>;

export interface MediaPort {
  /** A signed https link a provider can fetch for 24 h. */
  url(media: MediaRef): string;
  bytes(media: MediaRef): Promise<Uint8Array>;
}

export interface SendContext<Account> {
  readonly accountId: string;
  readonly account: Account;
  readonly http: HttpPort;
  readonly smtp: SmtpPort;
  readonly webChat: WebChatPort;
  readonly media: MediaPort;
  readonly now: Date;
  /** Where this install is reached, no trailing slash; status callbacks are built on it. */
  readonly publicUrl: string;
}

// ---------------------------------------------------------------- outcomes

/** What became of one send. dispatch.md 2.6 says what follows from each. */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly externalIds: readonly string[] }
  | {
      readonly kind: "throttled";
      readonly retryAfterMs: number | null;
      readonly code: string;
      readonly detail: string;
    }
  /** Surely not accepted: may be tried again. */
  | { readonly kind: "unavailable"; readonly detail: string }
  /** May have been accepted: never repeated by a machine unless the channel is keyed. */
  | { readonly kind: "unknown"; readonly detail: string }
  | { readonly kind: "rejected"; readonly code: string; readonly detail: string }
  | { readonly kind: "window-closed"; readonly code: string; readonly detail: string }
  | { readonly kind: "recipient-gone"; readonly code: string; readonly detail: string }
  | { readonly kind: "recipient-opted-out"; readonly code: string; readonly detail: string }
  | { readonly kind: "account-broken"; readonly code: string; readonly detail: string };

// ---------------------------------------------------------------- inbound

/** A file at the provider: either a URL to get or an id to resolve through `fetchMedia`. */
export interface InboundMedia {
  readonly kind: MediaKind;
  readonly mimeType: string | null;
  readonly fileName: string | null;
  readonly providerId?: string | undefined;
  readonly url?: string | undefined;
  /** Already here (an e-mail's attachment), base64. */
  readonly inline?: string | undefined;
  /** Already in our file store under this key (a web chat upload). */
  readonly fileKey?: string | undefined;
}

export type InboundContent =
  | { readonly type: "text"; readonly text: string; readonly html?: string | undefined }
  | { readonly type: "media"; readonly media: readonly InboundMedia[]; readonly caption: string }
  | { readonly type: "choice"; readonly id: string; readonly title: string }
  | {
      readonly type: "location";
      readonly latitude: number;
      readonly longitude: number;
      readonly label: string | null;
    }
  /** Anything the provider may send that has no shape here. */
  | {
      readonly type: "other";
      readonly what: OtherContent;
      /** The provider's own name for it, or what it is about; shown beside the words. */
      readonly detail: string | null;
    };

export interface InboundSender {
  readonly kind: string;
  readonly value: string;
  readonly name: string | null;
  readonly locale?: string | undefined;
}

interface InboundBase {
  /** Provider's time, clamped to receive time by the service. */
  readonly at: Date;
  /** For URLs shared by several accounts (Meta): which of them this event is for. */
  readonly accountKey?: string | undefined;
}

export type DeliveryStatus = "accepted" | "sent" | "delivered" | "read" | "failed";

export type InboundEvent =
  | (InboundBase & {
      readonly type: "message";
      readonly externalId: string;
      readonly from: InboundSender;
      readonly content: InboundContent;
      /** Provider id of the message this one quotes or answers. */
      readonly inReplyTo?: string | undefined;
      /** Provider's album id: parts that belong together. */
      readonly groupId?: string | undefined;
      /** Ref of the link, ad or QR code that led here. */
      readonly referral?: string | undefined;
      readonly isAutomatic?: boolean | undefined;
    })
  | (InboundBase & {
      readonly type: "status";
      readonly status: DeliveryStatus;
      readonly externalId?: string | undefined;
      /** Our delivery id where the provider echoes it. */
      readonly echo?: string | undefined;
      readonly failure?: { readonly code: string; readonly detail: string } | undefined;
      /** The failure means the address is dead or blocks us. */
      readonly effect?: "recipient-gone" | "recipient-opted-out" | undefined;
    })
  /** "Everything sent to this person up to `at` was delivered/read" (Messenger). */
  | (InboundBase & {
      readonly type: "watermark";
      readonly status: "delivered" | "read";
      readonly from: InboundSender;
    })
  | (InboundBase & {
      readonly type: "opt-in" | "opt-out";
      readonly from: InboundSender;
      readonly purpose?: "marketing" | undefined;
      readonly evidence: string;
    })
  | (InboundBase & {
      readonly type: "reaction";
      readonly from: InboundSender;
      readonly target: string;
      readonly emoji: string | null;
    })
  | (InboundBase & {
      readonly type: "deleted";
      readonly from: InboundSender;
      readonly target: string;
    })
  | (InboundBase & {
      readonly type: "ignored";
      readonly reason: IgnoredReason;
      /** The provider's own term for it, shown quoted in the journal. */
      readonly said?: string | undefined;
    });

/** Why an event changes nothing; the journal says it in words (`channels:journal.ignored`). */
export type IgnoredReason =
  | "unreadable"
  | "no-sender"
  /** Understood, and nothing the product has a use for. */
  | "unused"
  | "edited"
  | "group"
  | "other-channel"
  /** Our own, come back. */
  | "own"
  /** About a message we do not know. */
  | "unknown-message"
  | "delay"
  /** Another app of the provider's answers this thread, or a colleague did outside Antiphon. */
  | "elsewhere";

export interface WebhookRequest {
  readonly method: string;
  /** The public URL the provider called, with its query: some signatures cover it. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly now: Date;
}

export type Verified = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface WebhookAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Webhook<Account> {
  /** GET handshakes. null = not a handshake. */
  challenge?(request: WebhookRequest, account: Account): WebhookAnswer | null;
  /** Over raw bytes, constant time; a missing secret is a refusal. */
  verify(request: WebhookRequest, account: Account): Verified;
  /** May be empty; throws only on bugs. One bad event never costs its neighbours ("ignored" instead). */
  parse(
    request: WebhookRequest,
    account: Account,
  ): readonly InboundEvent[] | Promise<readonly InboundEvent[]>;
  /** Provider's event id for dedupe before parsing; null = hash of the body within 5 minutes. */
  eventKey?(request: WebhookRequest): string | null;
  /** Shared URLs: the account keys (`accountKey` of the stored account) the call speaks of. */
  locate?(request: WebhookRequest): readonly string[];
  /** Answer of an accepted call; default: empty 200. */
  answer?: WebhookAnswer;
  /** Where we are the provider (mail receiver, web chat): the same call, signed so that `verify` holds. */
  stamp?(request: WebhookRequest, account: Account): WebhookRequest;
  /** Where the answer depends on the call (Telegram stops a button's spinner this way); null = `answer`. */
  answerFor?(request: WebhookRequest): WebhookAnswer | null;
}

// ---------------------------------------------------------------- numbers and promises

/** A number with its unit, where it was read and when. */
export interface Sourced {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly readOn: string;
}

export interface MediaLimit {
  readonly maxBytes: Sourced;
  readonly mimeTypes: readonly string[];
}

export interface Limits {
  readonly textMax: Sourced;
  readonly captionMax: Sourced | null;
  /** null = no buttons on this channel. */
  readonly buttons: { readonly max: Sourced; readonly titleMax: Sourced } | null;
  readonly list: { readonly rowsMax: Sourced; readonly titleMax: Sourced } | null;
  readonly media: Partial<Record<MediaKind, MediaLimit>>;
  readonly ratePerSecond: Sourced;
  /** Hours in which free-form messages are allowed after the person wrote; null = always. */
  readonly serviceWindowHours: Sourced | null;
  readonly templateOutsideWindow: boolean;
  readonly html: boolean;
}

/** dispatch.md 2.5: how sure we can be of a send whose answer was lost. */
export interface Guarantees {
  readonly idempotency: "key" | "none";
  readonly keyTtlMs: number | null;
  readonly echo: "status" | "lookup" | "none";
  readonly statuses: readonly DeliveryStatus[];
}

/** What may stand between an account and its provider. */
export type CheckProblem =
  /** Not reached, or silent. */
  | "no-answer"
  | "unreadable"
  | "throttled"
  | "credentials"
  /** Known and accepted, but switched off at the provider. */
  | "inactive"
  /** It can send, but our webhook address is refused. */
  | "address-refused"
  | "refused";

/** Names, numbers and addresses that stand in the words; no sentences. */
export type CheckFacts = Readonly<Record<string, string>>;

/** Codes and facts: the words, and the remedy, are the catalogue's (`channels:check`). */
export type AccountCheck =
  | { readonly ok: true; readonly facts: CheckFacts }
  | {
      readonly ok: false;
      readonly problem: CheckProblem;
      readonly facts: CheckFacts;
      /** The provider's own words, shown quoted; null = it said nothing. */
      readonly said: string | null;
    };

export interface ChannelAdapter<Account = unknown> {
  /** Folder name and registry key, e.g. "sms-twilio". */
  readonly id: string;
  /** The channel in the product's words and in consent: "sms", "email", "whatsapp" … */
  readonly channel: string;
  readonly label: string;
  /** Which of a contact's identities this channel can write to, best first. */
  readonly addressKinds: readonly string[];
  /** Provider user ids are only meaningful within one account (Messenger PSID, Telegram chat). */
  readonly addressScope: "global" | "account";
  readonly account: z.ZodType<Account>;
  /** Keys of Account that are sealed at rest, masked in pages and redacted by value in traces. */
  readonly secrets: readonly string[];
  /** Settings form of the account, in order; labels are i18n keys `channels:<adapter>.<key>` with this fallback. */
  readonly fields: readonly AccountField[];
  readonly limits: Limits;
  readonly guarantees: Guarantees;
  /** The key the provider calls this account by in shared webhooks (phone_number_id, page id); null = own URL. */
  accountKey(account: Account): string | null;
  send(message: OutboundMessage, context: SendContext<Account>): Promise<SendOutcome>;
  readonly webhook: Webhook<Account>;
  /** Asks the provider whether the credentials work. */
  check(context: SendContext<Account>): Promise<AccountCheck>;
  /** Requests that lead to a file's bytes: the next request, given the last answer; null = last answer is the file. */
  fetchMedia?(
    media: InboundMedia,
    account: Account,
    previous: HttpAnswer | null,
  ): HttpRequest | null | { readonly error: string };
  /** Base URL the provider simulator can stand in for; key of Account. */
  readonly baseUrlField: string | null;
}

export interface AccountField {
  readonly key: string;
  readonly label: string;
  readonly type: "text" | "secret" | "number" | "boolean" | "url" | "textarea";
  readonly help?: string;
  readonly isOptional?: boolean;
  /** A secret between us and ourselves or the provider's webhook: left empty, we make a random one. */
  readonly isGenerated?: boolean;
}

type AccountKey<Account> = keyof Account & string;

/** What `defineChannel` checks: names of account values are names of that account. */
interface NamedKeys<Account> {
  readonly secrets: readonly AccountKey<Account>[];
  readonly baseUrlField: AccountKey<Account> | null;
}

/** Identity function that ties the account's type to the rest of the adapter. */
export function defineChannel<Account>(
  adapter: ChannelAdapter<Account> & NamedKeys<Account>,
): ChannelAdapter<Account> {
  return adapter;
}
