import type { Field, FullOperator, Option, OptionGroup } from "react-querybuilder";
import type { Catalogue } from "#app/lib/count-request.ts";
import { comparisons, type Comparison } from "#core/audience/filter.ts";
import { purposes } from "#core/message/message.ts";
import { channelWord, purposeWord, type Say } from "./filter-words.ts";

const texts = ["is", "is-not", "contains", "starts-with", "set", "not-set"] as const;
const numbers = ["is", "is-not", "gt", "gte", "lt", "lte", "set", "not-set"] as const;
const dates = ["before", "after", "is", "within-days", "set", "not-set"] as const;
const flags = ["is", "set", "not-set"] as const;
const choices = ["is", "is-not", "set", "not-set"] as const;

/** What the builder offers, by kind of thing, in the member's language. */
export function builderFields(names: Catalogue, t: Say): OptionGroup<Field>[] {
  const groups: OptionGroup<Field>[] = [
    { label: t("group.person"), options: personFields(t) },
    { label: t("group.attributes"), options: names.attributes.map((one) => attribute(one, t)) },
    { label: t("group.belongs"), options: belongings(names, t) },
    { label: t("group.consent"), options: names.channels.map((one) => consent(one, t)) },
    { label: t("group.reach"), options: reach(names, t) },
    { label: t("group.campaigns"), options: campaigns(t) },
    { label: t("group.conversations"), options: [conversations(t)] },
  ];
  return groups.filter((group) => group.options.length > 0);
}

/** Choices of the value, which for campaigns depend on what is asked of them. */
export function builderValues(field: string, operator: string, names: Catalogue, t: Say): Option[] {
  if (field.startsWith("campaign:") && !operator.endsWith("in-days")) {
    return withBlank(
      names.campaigns.map(({ id, name }) => option(id, name)),
      t,
    );
  }
  return [];
}

function personFields(t: Say): Field[] {
  const words = ["name", "firstName", "lastName", "locale", "zone"] as const;
  const times = ["createdAt", "lastInboundAt"] as const;
  return [
    ...words.map((name) => field(`field:${name}`, t(`field.${name}`), compare(texts, t))),
    ...times.map((name) => ({
      ...field(`field:${name}`, t(`field.${name}`), compare(dates, t)),
      inputType: "date",
    })),
  ];
}

function attribute(
  { key, label, type, choices: values }: Catalogue["attributes"][number],
  t: Say,
): Field {
  const name = `field:attributes.${key}`;
  switch (type) {
    case "number":
      return { ...field(name, label, compare(numbers, t)), inputType: "number" };
    case "date":
      return { ...field(name, label, compare(dates, t)), inputType: "date" };
    case "boolean":
      return {
        ...field(name, label, compare(flags, t)),
        valueEditorType: "checkbox",
        defaultValue: true,
      };
    case "choice":
      return {
        ...field(name, label, compare(choices, t)),
        ...select(
          values.map((value) => option(value, value)),
          t,
        ),
      };
    case "text":
      return field(name, label, compare(texts, t));
  }
}

function belongings(names: Catalogue, t: Say): Field[] {
  const tags = names.tags.map((tag) => option(tag, tag));
  const lists = names.lists.map(({ id, name }) => option(id, name));
  return [
    { ...field("tag:", t("field.tag"), operators(["has", "has-not"], t)), ...select(tags, t) },
    {
      ...field("list:", t("field.list"), operators(["is-in", "is-not-in"], t)),
      ...select(lists, t),
    },
  ];
}

function consent(channel: string, t: Say): Field {
  const label = t("field.consent", { channel: channelWord(channel, t) });
  const states = operators(["granted", "withdrawn", "pending", "none"], t);
  const values = purposes.map((purpose) => option(purpose, purposeWord(purpose, t)));
  return { ...field(`consent:${channel}`, label, states), ...select(values, t) };
}

function reach(names: Catalogue, t: Say): Field[] {
  if (names.channels.length === 0) return [];
  const values = names.channels.map((channel) => option(channel, channelWord(channel, t)));
  const asked = operators(["can", "cannot"], t);
  return [{ ...field("reachable:", t("field.reachable"), asked), ...select(values, t) }];
}

function campaigns(t: Say): Field[] {
  const asked = operators(["in-campaign", "not-in-campaign", "in-days", "not-in-days"], t);
  return (["sent", "delivered", "read", "replied"] as const).map((fact) =>
    field(`campaign:${fact}`, t(`field.campaign.${fact}`), asked),
  );
}

function conversations(t: Say): Field {
  const asked = [
    operator("open", t("operator.open")),
    operator("any", t("operator.any")),
    operator("none", t("operator.conversationNone")),
  ];
  return { ...field("conversation:", t("field.conversation"), asked), inputType: "number" };
}

type OperatorWord =
  | "has"
  | "has-not"
  | "is-in"
  | "is-not-in"
  | "granted"
  | "withdrawn"
  | "pending"
  | "none"
  | "can"
  | "cannot"
  | "in-campaign"
  | "not-in-campaign"
  | "in-days"
  | "not-in-days";

function operators(names: readonly OperatorWord[], t: Say): FullOperator[] {
  return names.map((name) => operator(name, t(`operator.${name}`)));
}

function compare(allowed: readonly Comparison[], t: Say): FullOperator[] {
  return comparisons
    .filter((one) => allowed.includes(one))
    .map((one) => ({
      ...operator(one, t(`operator.${one}`)),
      ...(one === "set" || one === "not-set" ? { arity: "unary" as const } : {}),
    }));
}

function field(name: string, label: string, asked: FullOperator[]): Field {
  return { name, value: name, label, operators: asked };
}

function operator(name: string, label: string): FullOperator {
  return { name, value: name, label };
}

function option(name: string, label: string): Option {
  return { name, value: name, label };
}

function select(values: Option[], t: Say) {
  return { valueEditorType: "select" as const, values: withBlank(values, t) };
}

function withBlank(values: Option[], t: Say): Option[] {
  return [option("", t("builder.choose")), ...values];
}
