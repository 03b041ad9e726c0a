/** What we hand to a channel. One OutboundMessage is always exactly one provider request. */

export const mediaKinds = ["image", "video", "audio", "document"] as const;
export type MediaKind = (typeof mediaKinds)[number];

/** A file we own. `mediaId` names it in our storage; `url` is set once a signed link was made for it. */
export interface MediaRef {
  readonly mediaId: string;
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly fileName: string;
  readonly bytes: number;
}

export type Button =
  | { readonly type: "reply"; readonly id: string; readonly title: string }
  | { readonly type: "url"; readonly title: string; readonly url: string };

export interface ListRow {
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
}

export interface ListSection {
  readonly title: string;
  readonly rows: readonly ListRow[];
}

/** A template approved by the provider (WhatsApp): name, language and the values of its slots in order. */
export interface ProviderTemplate {
  readonly name: string;
  readonly language: string;
  readonly header?: { readonly text: string } | { readonly media: MediaRef } | undefined;
  readonly body: readonly string[];
  /** `url` = the changing end of the approved link; `reply` = what comes back when it is pressed. */
  readonly buttons: readonly {
    readonly index: number;
    readonly value: string;
    readonly type?: "url" | "reply" | undefined;
    /** The approved words, for previews; the provider has its own copy. */
    readonly title?: string | undefined;
  }[];
}

export type MessageContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "media"; readonly media: MediaRef; readonly caption?: string | undefined }
  | {
      readonly type: "buttons";
      readonly text: string;
      readonly media?: MediaRef | undefined;
      readonly buttons: readonly Button[];
    }
  | {
      readonly type: "list";
      readonly text: string;
      readonly buttonLabel: string;
      readonly sections: readonly ListSection[];
    }
  | { readonly type: "template"; readonly template: ProviderTemplate; readonly preview: string }
  | {
      readonly type: "email";
      readonly subject: string;
      readonly text: string;
      readonly html: string | null;
      readonly attachments: readonly MediaRef[];
    };

/** `kind` says what the value is (phone = E.164, email = lower case, else a provider's user id). */
export interface ChannelAddress {
  readonly kind: string;
  readonly value: string;
}

export const purposes = ["marketing", "service", "transactional", "call-out"] as const;
export type Purpose = (typeof purposes)[number];

export interface OutboundMessage {
  /** Our delivery id. Comes back to us where the provider echoes it. */
  readonly deliveryId: string;
  /** UUIDv5 of the delivery id, constant over all attempts: the idempotency key of keyed channels. */
  readonly sendKey: string;
  readonly to: ChannelAddress;
  readonly purpose: Purpose;
  readonly content: MessageContent;
  /** Provider id of the message this one quotes. */
  readonly inReplyTo?: string | undefined;
  /** E-mail only: Message-IDs of the thread, oldest first. */
  readonly references?: readonly string[] | undefined;
  /** One-click unsubscribe and preference page of this person; null where none is due (an agent's reply). */
  readonly unsubscribeUrl?: string | null | undefined;
}

/** The text a person would read, for the inbox, logs of conversations and search. Never a log line. */
export function contentText(content: MessageContent): string {
  switch (content.type) {
    case "text":
    case "buttons":
    case "list":
      return content.text;
    case "media":
      return content.caption ?? "";
    case "template":
      return content.preview;
    case "email":
      return content.text;
  }
}
