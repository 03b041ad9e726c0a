import { useTranslation } from "react-i18next";
import type { Tone } from "#app/components/ui/state-badge.tsx";
import { useFormat } from "#app/lib/format.ts";
import { DAY_MS } from "#core/duration.ts";

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

export type FieldValue = string | number | boolean | Date | readonly string[];

/** A field's value as the member's language writes it; a time of day is shown where there is one. */
export function useFieldWords(): (value: FieldValue) => string {
  const { t } = useTranslation("audience");
  const format = useFormat();
  return (value) => {
    if (typeof value === "boolean") return value ? t("form.yes") : t("form.no");
    if (typeof value === "number") return format.number(value);
    if (!(value instanceof Date)) return String(value);
    if (value.getTime() % DAY_MS === 0) return format.wholeDay(value);
    return `${format.date(value)}, ${format.time(value)}`;
  };
}
