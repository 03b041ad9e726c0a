import { permissionFor, type Consent } from "../consent/state.ts";
import type { Purpose } from "../message/message.ts";
import { isReachable, type ChannelReach, type PersonIdentity } from "./context.ts";

/** One of a campaign's channels, with what its account can write to. */
export interface ReachSender extends ChannelReach {
  readonly channel: string;
  readonly accountId: string;
}

/** Where a matched person lands. The order is the waterfall's: the furthest any channel got. */
export const reachStages = ["no-address", "no-consent", "suppressed", "will-send"] as const;
export type ReachStage = (typeof reachStages)[number];

/** Codes of `PeopleIndex.stages` from here on mean "will send", each a sender further. */
export const willSendFrom = 1 + reachStages.indexOf("will-send");

export interface Reached {
  readonly stage: ReachStage;
  /** The channel that will carry it; null when none will. */
  readonly channel: string | null;
}

/**
 * One message per person, on the first channel with an address, a lawful consent and no
 * suppression. `isSuppressed` answers for the identities by their place in the list.
 */
export function decideReach(
  person: {
    readonly identities: readonly PersonIdentity[];
    readonly consents: readonly Pick<Consent, "channel" | "purpose" | "state">[];
  },
  senders: readonly ReachSender[],
  purpose: Purpose,
  isSuppressed: (identityIndex: number, channel: string) => boolean,
): Reached {
  let furthest: ReachStage = "no-address";
  for (const sender of senders) {
    const index = person.identities.findIndex((identity) => isReachable(identity, sender));
    if (index === -1) continue;
    if (!mayWrite(person.consents, sender.channel, purpose)) {
      if (furthest === "no-address") furthest = "no-consent";
      continue;
    }
    if (!isSuppressed(index, sender.channel))
      return { stage: "will-send", channel: sender.channel };
    furthest = "suppressed";
  }
  return { stage: furthest, channel: null };
}

function mayWrite(
  consents: readonly Pick<Consent, "channel" | "purpose" | "state">[],
  channel: string,
  purpose: Purpose,
): boolean {
  // Only the state decides here; the index keeps no event ids.
  const rows = consents.map((row) => ({ ...row, eventId: "" }));
  return permissionFor(rows, channel, purpose).allowed;
}
