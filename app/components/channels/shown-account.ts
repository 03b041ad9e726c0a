import type { Price } from "#core/campaign/cost.ts";
import type { StateReason } from "#core/delivery/state-reason.ts";
import type { ShownField } from "./account-fields.tsx";

/** What the page of a channel account gets: settings, never secrets. */
export interface ShownAccount {
  readonly id: string;
  readonly name: string;
  readonly adapterId: string;
  readonly label: string;
  readonly state: "active" | "paused" | "broken";
  readonly stateReason: StateReason | null;
  readonly rate: number | null;
  readonly price: Price | null;
  readonly isPricedPerPart: boolean;
  readonly isSimulated: boolean;
  readonly webhookUrl: string;
  readonly fields: readonly ShownField[];
  readonly values: Readonly<Record<string, string>>;
  readonly stored: readonly string[];
  readonly lastCallAt: Date | null;
  readonly refused: readonly {
    readonly kind: "bad-signature" | "too-large" | "unknown-account";
    readonly count: number;
  }[];
  readonly limits: {
    readonly text: number;
    readonly ratePerSecond: number;
    readonly windowHours: number | null;
  };
  /** What becomes of a send whose answer was lost. */
  readonly certainty: "keyed" | "echo" | "blind";
  readonly canManage: boolean;
  readonly canSeeJournal: boolean;
}
