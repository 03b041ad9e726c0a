import type { FieldValue } from "#app/components/audience/words.ts";
import type { ThreadItem } from "#core/conversation/items.ts";
import type { ServiceWindow } from "#core/conversation/window.ts";
import type { Purpose } from "#core/message/message.ts";

export type ConversationState = "open" | "waiting" | "snoozed" | "closed";

/** What the open conversation's loader gives. */
export interface OpenConversation {
  readonly id: string;
  readonly items: readonly ThreadItem[];
  readonly state: ConversationState;
  readonly snoozedUntil: Date | null;
  readonly assigneeId: string | null;
  readonly unread: number;
  readonly isMentioned: boolean;
  readonly channel: { readonly id: string; readonly label: string; readonly account: string };
  readonly limits: ComposerLimits | null;
  /** null = the channel account is gone. */
  readonly window: ServiceWindow | null;
  /** Templates the provider approved, only while the window is closed. */
  readonly templates: readonly { readonly id: string; readonly name: string }[];
  readonly person: Person;
  readonly others: readonly {
    readonly id: string;
    readonly channel: string;
    readonly state: ConversationState;
    readonly at: Date;
  }[];
  readonly members: readonly Colleague[];
  readonly me: Colleague;
  readonly canReply: boolean;
  /** The person's pane, in pixels, as this member left it. */
  readonly personWidth: number;
  readonly draft: { readonly text: string; readonly isNote: boolean } | null;
  readonly canned: readonly CannedReply[];
  readonly present: readonly { readonly name: string; readonly isTyping: boolean }[];
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

export interface CannedReply {
  readonly id: string;
  readonly shortcut: string;
  readonly text: string;
}

export interface ComposerLimits {
  readonly textMax: number;
  readonly captionMax: number | null;
  readonly accepts: readonly string[];
  readonly takesFiles: boolean;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly firstName: string | null;
  readonly address: string;
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly attributes: readonly { readonly label: string; readonly value: FieldValue }[];
  readonly consents: readonly {
    readonly purpose: Purpose;
    readonly state: "granted" | "withdrawn" | "pending" | "expired";
    readonly at: Date;
  }[];
  readonly campaign: { readonly id: string; readonly name: string } | null;
  readonly since: Date;
}
