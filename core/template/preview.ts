import type { MessageContent } from "../message/message.ts";
import type { FitProblem } from "./fit.ts";
import type { SlotMismatch } from "./slots.ts";
import type { TemplateProblem, TemplateVariable } from "./variables.ts";

/** Why a variant would not go out as it stands: the template's, the person's or the channel's reason. */
export type PreviewProblem =
  | { readonly source: "template"; readonly field: string; readonly problem: TemplateProblem }
  | {
      readonly source: "render";
      readonly kind: "no-variant" | "missing-variable" | "timed-out" | "refused" | "crashed";
      readonly detail: string;
    }
  | { readonly source: "fit"; readonly problem: FitProblem }
  | { readonly source: "slots"; readonly problem: SlotMismatch };

/** The same, found in the message of one of a campaign's people. */
export interface ContentProblem {
  readonly channel: string;
  readonly problem: PreviewProblem;
}

/** What the editor shows for one variant and one person. */
export interface TemplatePreview {
  readonly content: MessageContent | null;
  readonly problems: readonly PreviewProblem[];
  /** Of all variants together. */
  readonly variables: readonly TemplateVariable[];
  readonly textMax: number | null;
}

/** A person to look at: chosen so that long names, missing values and other languages are among them. */
export interface SamplePerson {
  readonly contactId: string;
  readonly name: string;
  readonly locale: string | null;
}
