import { z } from "zod";
import type { Option } from "#app/components/ui/field.tsx";

export const zones: readonly string[] = Intl.supportedValuesOf("timeZone");

/** UTC is valid everywhere but missing from some systems' lists. */
export function zoneOptions(): Option[] {
  const all = zones.includes("UTC") ? zones : [...zones, "UTC"];
  return all.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }));
}

/** ISO 3166-1 alpha-2 codes with a calling code of their own. */
const countryCodes =
  "AD AE AF AG AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GF GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(
    " ",
  );

export function countryOptions(locale: string): Option[] {
  const names = new Intl.DisplayNames(locale, { type: "region" });
  return countryCodes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .toSorted((a, b) => a.label.localeCompare(b.label, locale));
}

export const Zone = z.string("auth:error.zone").refine(isZone, "auth:error.zone");
export const Country = z
  .string("auth:error.country")
  .refine((code) => countryCodes.includes(code), "auth:error.country");

export function isZone(zone: string): boolean {
  return zone === "UTC" || zones.includes(zone);
}
