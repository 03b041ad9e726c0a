import type { TFunction } from "i18next";
import type { AccountCheck } from "#channels/contract.ts";

export interface SaidCheck {
  readonly isGood: boolean;
  readonly detail: string;
  readonly remedy: string | null;
  /** What the provider said itself, quoted. */
  readonly quote: string | null;
}

/** What checking an account came to, in the reader's language. */
export function sayCheck(
  check: AccountCheck,
  account: { readonly adapterId: string; readonly isSimulated: boolean },
  t: TFunction<"channels">,
): SaidCheck {
  const { adapterId, isSimulated } = account;
  const facts = { ...check.facts, provider: own("provider", adapterId, t, {}) };
  if (check.ok) {
    const detail = own("works", adapterId, t, facts);
    return { isGood: true, detail, remedy: null, quote: null };
  }
  const { problem, said } = check;
  return {
    isGood: false,
    detail: own(`problem.${problem}`, adapterId, t, facts),
    remedy: isSimulated ? t("check.simulated") : own(`remedy.${problem}`, adapterId, t, facts),
    quote: said === null ? null : t("check.quote", { ...facts, said }),
  };
}

/** The channel's own words where it has some, else those for any; which it has is known at run time. */
function own(
  what: string,
  adapterId: string,
  t: TFunction<"channels">,
  facts: Readonly<Record<string, string>>,
): string {
  const keys = [`check.${what}.${adapterId}`, `check.${what}.any`];
  return String(t(keys as unknown as "check.provider.any", facts as { readonly any?: string }));
}
