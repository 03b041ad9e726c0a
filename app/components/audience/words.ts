import { useTranslation } from "react-i18next";
import type { Tone } from "#app/components/ui/state-badge.tsx";

/** Words for values that come from rows: an unknown one is shown as it is rather than as a key. */
export function useAudienceWords() {
  const { t } = useTranslation("audience");
  const word = (group: string) => (value: string) =>
    t(`${group}.${value}` as "channel.sms", { defaultValue: value });
  return {
    channel: word("channel"),
    purpose: word("purpose"),
    consentState: word("consentState"),
    source: word("source"),
    identity: word("identity"),
    delivery: word("delivery"),
    importState: word("importState"),
    problem: word("problem"),
    suppressionReason: word("suppressionReason"),
    attributeType: word("attributeType"),
  };
}

export const consentTones: Readonly<Record<string, Tone>> = {
  granted: "good",
  withdrawn: "bad",
  pending: "warn",
  expired: "neutral",
};

export const importTones: Readonly<Record<string, Tone>> = {
  draft: "neutral",
  checking: "info",
  running: "out",
  done: "good",
  stopped: "warn",
  failed: "bad",
  undoing: "info",
  undone: "neutral",
};
