import type { KeywordKind } from "../consent/keywords.ts";

/** What one event of a webhook call came to. Stored as codes, said in the reader's language. */
export type InboundOutcome =
  | {
      readonly outcome:
        | "waiting"
        | "failed"
        | "other-account"
        | "opted-in"
        | "opted-out"
        | "known"
        | "repeated"
        | "noted"
        | "noted-before";
    }
  /** `detail` is the delivery's new status. */
  | { readonly outcome: "applied"; readonly detail: string }
  /** `detail` is the adapter's reason, `said` the provider's own term. */
  | { readonly outcome: "ignored"; readonly detail: string; readonly said?: string }
  | { readonly outcome: "in-thread" | "answers"; readonly keyword?: KeywordKind };

/** A line of the journal. Lines stored before there were codes hold a sentence in `outcome`. */
export interface InboundLine {
  readonly type: string;
  readonly outcome: string;
  readonly detail?: string | undefined;
  readonly said?: string | undefined;
  readonly keyword?: string | undefined;
}
