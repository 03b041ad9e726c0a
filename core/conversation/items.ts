import type { Button, MediaRef } from "../message/message.ts";

/** A conversation as it is read: what the inbox shows, oldest first. */

export interface ItemMedia {
  readonly mediaId: string;
  readonly kind: string;
  readonly mimeType: string;
  readonly fileName: string;
  readonly bytes: number;
  /** pending = still at the provider. */
  readonly state: "pending" | "stored" | "expired" | "refused";
  readonly detail?: string | undefined;
}

/** Ticks of something we sent. */
export interface Ticks {
  readonly state: "pending" | "accepted" | "sent" | "delivered" | "read" | "failed" | "unknown";
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly failure: string | null;
}

/** "answers *Spring offer*, sent Tuesday, read 14:02" */
export interface AnswerLine {
  readonly campaignId: string;
  readonly campaignName: string;
  readonly sentAt: Date;
  readonly readAt: Date | null;
  readonly isCertain: boolean;
}

/** A kind of message that has no shape here. */
export const otherContents = [
  "contact-card",
  "order",
  "form",
  "edited",
  /** The person came in by a link; the detail is its ref. */
  "link",
  "attachment",
  "unreadable",
  /** The provider shows it in its own app only. */
  "unsupported",
] as const;
export type OtherContent = (typeof otherContents)[number];

export interface OtherItem {
  /** null = stored by a version that kept a sentence: the detail is all there is. */
  readonly what: OtherContent | null;
  readonly detail: string | null;
}

export interface MessageItem {
  readonly kind: "message";
  readonly id: string;
  readonly deliveryId: string | null;
  /** The browser's own name of a reply it sent: its optimistic bubble gives way to this one. */
  readonly clientKey: string | null;
  readonly direction: "in" | "out" | "note";
  readonly text: string;
  readonly media: readonly ItemMedia[];
  readonly authorId: string | null;
  readonly isAutomatic: boolean;
  /** Sounds like an opt-out: open = nobody has said yet whether it is one. */
  readonly optOutDoubt: "open" | "confirmed" | "dismissed" | null;
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  readonly other: OtherItem | null;
  readonly groupId: string | null;
  readonly reactions: readonly string[];
  readonly isDeleted: boolean;
  readonly answers: AnswerLine | null;
  readonly ticks: Ticks | null;
  readonly at: Date;
}

export interface CampaignItem {
  readonly kind: "campaign";
  readonly id: string;
  readonly campaignId: string;
  readonly campaignName: string;
  /** null = can no longer be shown. */
  readonly content: CampaignContent | null;
  readonly isTest: boolean;
  readonly ticks: Ticks;
  readonly at: Date;
}

export interface CampaignContent {
  readonly subject: string | null;
  readonly text: string;
  readonly media: readonly MediaRef[];
  readonly buttons: readonly Button[];
}

export interface EventItem {
  readonly kind: "event";
  readonly id: string;
  readonly event: string;
  readonly actorId: string | null;
  readonly assigneeId: string | null;
  readonly at: Date;
}

export type ThreadItem = MessageItem | CampaignItem | EventItem;
