import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { readReason, type StateReason } from "#core/delivery/state-reason.ts";
import { useFormat, type Format } from "./format.ts";

type Numbers = Pick<Format, "number" | "percent">;

/** Why a campaign or an account stands still, in the reader's language. */
export function useReasonWords(): (reason: StateReason) => string {
  const { t } = useTranslation("common");
  const format = useFormat();
  return (reason) => sayReason(reason, t, format);
}

/** A text is a member's words, or was stored before reasons had codes: it stays as it is. */
export function sayReason(stored: StateReason, t: TFunction<"common">, format: Numbers): string {
  const reason = readReason(stored);
  if (typeof reason === "string") return reason;
  switch (reason.code) {
    case "refused-in-a-row":
      return t("stateReason.refused-in-a-row", { count: reason.count });
    case "refused-share":
    case "doubtful-share":
      return t(`stateReason.${reason.code}`, { share: format.percent(reason.percent / 100) });
    case "account-broken":
      return t("stateReason.account-broken", { detail: reason.detail });
    case "restored":
    case "away":
      return t(`stateReason.${reason.code}`);
  }
}
