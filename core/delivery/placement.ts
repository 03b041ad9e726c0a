import { isReachable } from "../audience/context.ts";
import { decideReach, type ReachSender } from "../audience/reach.ts";
import { permissionFor, type Consent } from "../consent/state.ts";
import type { Purpose } from "../message/message.ts";
import type { SkipReason } from "./state.ts";

export interface PlaceablePerson {
  readonly identities: readonly {
    readonly kind: string;
    readonly accountId: string | null;
    readonly value: string;
  }[];
  readonly consents: readonly Consent[];
}

export type Placement =
  | {
      readonly kind: "send";
      readonly channel: string;
      readonly accountId: string;
      readonly addressKind: string;
      readonly address: string;
    }
  | {
      readonly kind: "skip";
      readonly reason: SkipReason;
      readonly channel: string;
      readonly accountId: string;
      readonly addressKind: string;
      readonly address: string;
    };

/**
 * One message per person, on the first of the campaign's channels that may carry it; the same waterfall
 * that the review page counts. A skipped person is told apart by the furthest any channel got.
 */
export function place(
  person: PlaceablePerson,
  senders: readonly ReachSender[],
  purpose: Purpose,
  isSuppressed: (identityIndex: number, channel: string) => boolean,
): Placement {
  const { stage, channel } = decideReach(person, senders, purpose, isSuppressed);
  const sender = senders.find((one) => one.channel === channel) ?? reachableSender(person, senders);
  const identity = sender && person.identities.find((one) => isReachable(one, sender));
  const where = {
    channel: sender?.channel ?? senders[0]?.channel ?? "",
    accountId: sender?.accountId ?? senders[0]?.accountId ?? "",
    addressKind: identity?.kind ?? "",
    address: identity?.value ?? "",
  };
  if (stage === "will-send") return { kind: "send", ...where };
  return { kind: "skip", reason: reasonOf(stage, person, where.channel, purpose), ...where };
}

function reachableSender(
  person: PlaceablePerson,
  senders: readonly ReachSender[],
): ReachSender | undefined {
  return senders.find((sender) => person.identities.some((one) => isReachable(one, sender)));
}

function reasonOf(
  stage: "no-address" | "no-consent" | "suppressed",
  person: PlaceablePerson,
  channel: string,
  purpose: Purpose,
): SkipReason {
  if (stage !== "no-consent") return stage;
  const permission = permissionFor(person.consents, channel, purpose);
  return permission.allowed ? "no-consent" : permission.reason;
}
