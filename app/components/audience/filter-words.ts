import type { TFunction } from "i18next";
import type { Catalogue } from "#app/lib/count-request.ts";
import { personFields } from "#core/audience/field-rule.ts";
import type { Filter } from "#core/audience/filter.ts";

export type Say = TFunction<["segments", "templates"]>;

/** One rule in words; groups name only how their rules combine. */
export function ruleWords(filter: Filter, t: Say, names: Catalogue): string {
  switch (filter.type) {
    case "and":
      return t(filter.rules.length === 0 ? "words.everybody" : "words.and");
    case "or":
      return t(filter.rules.length === 0 ? "words.nobody" : "words.or");
    case "not":
      return t("words.not");
    case "tag":
      return t("words.tag", { tag: filter.tag });
    case "list":
      return t("words.list", { name: nameOf(names.lists, filter.listId, t) });
    case "reachable":
      return t("words.reachable", { channel: channelWord(filter.channel, t) });
    case "consent":
      return t(`words.consent.${filter.state}`, {
        purpose: purposeWord(filter.purpose, t).toLowerCase(),
        channel: channelWord(filter.channel, t),
      });
    case "campaign":
      return withDays(campaignWords(filter, t, names), filter.days, t);
    case "conversation":
      return withDays(t(`words.conversation.${filter.is}`), filter.days, t);
    case "field":
      return fieldWords(filter, t, names);
  }
}

/** A whole filter as one line, for lists. */
export function filterLine(filter: Filter, t: Say, names: Catalogue): string {
  if (filter.type === "not") return `${t("words.not")}: (${filterLine(filter.rule, t, names)})`;
  if (filter.type !== "and" && filter.type !== "or") return ruleWords(filter, t, names);
  if (filter.rules.length === 0)
    return t(filter.type === "and" ? "words.everybody" : "words.nobody");
  const [only] = filter.rules;
  if (only && filter.rules.length === 1) return filterLine(only, t, names);
  const joint = t(filter.type === "and" ? "words.andBetween" : "words.orBetween");
  const parts = filter.rules.map((rule) => {
    const line = filterLine(rule, t, names);
    return isGroup(rule) && rule.rules.length > 1 ? `(${line})` : line;
  });
  return parts.join(` ${joint} `);
}

export function isGroup(filter: Filter): filter is Extract<Filter, { type: "and" | "or" }> {
  return filter.type === "and" || filter.type === "or";
}

/** The state a consent is in, as an answer to a rule about it. */
export function consentWord(state: string, t: Say): string {
  return t(`words.consentIs.${state}` as "words.consentIs.granted", { defaultValue: state });
}

export function channelWord(channel: string, t: Say): string {
  return t(`templates:channel.${channel}` as "templates:channel.sms", { defaultValue: channel });
}

export function purposeWord(purpose: string, t: Say): string {
  return t(`templates:purpose.${purpose}` as "templates:purpose.service", {
    defaultValue: purpose,
  });
}

export function fieldLabel(field: string, t: Say, names: Catalogue): string {
  const person = personFields.find((one) => one === field);
  if (person) return t(`field.${person}`);
  const key = field.replace(/^attributes\./, "");
  return names.attributes.find((attribute) => attribute.key === key)?.label ?? key;
}

function fieldWords(
  { field, is, value }: Extract<Filter, { type: "field" }>,
  t: Say,
  names: Catalogue,
): string {
  const label = fieldLabel(field, t, names);
  const comparison = t(`operator.${is}`);
  if (is === "set" || is === "not-set") return t("words.fieldBare", { field: label, comparison });
  const shown =
    typeof value === "boolean" ? t(value ? "words.yes" : "words.noValue") : String(value ?? "");
  if (is === "within-days") return `${label} ${comparison.replace("…", shown)}`;
  return t("words.field", { field: label, comparison, value: shown });
}

function campaignWords(
  { fact, campaignId }: Extract<Filter, { type: "campaign" }>,
  t: Say,
  names: Catalogue,
): string {
  const word = t(`words.fact.${fact}`);
  if (campaignId === null) return t("words.campaignAny", { fact: word });
  return t("words.campaignNamed", { fact: word, name: nameOf(names.campaigns, campaignId, t) });
}

function withDays(rule: string, days: number | null, t: Say): string {
  return days === null ? rule : t("words.inDays", { rule, count: days });
}

function nameOf(
  rows: readonly { readonly id: string; readonly name: string }[],
  id: string,
  t: Say,
): string {
  return rows.find((row) => row.id === id)?.name ?? t("words.gone");
}
