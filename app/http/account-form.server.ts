import type { ChannelAdapter } from "#channels/contract.ts";
import type { Price } from "#core/campaign/cost.ts";
import type { SavedAccount } from "#services/accounts.server.ts";

export interface AccountForm {
  readonly name: string;
  readonly ratePerSecond: number | null;
  readonly price: Price | null;
  readonly values: Readonly<Record<string, string>>;
  /** Error keys of the catalogue, by field. */
  readonly errors: Readonly<Record<string, string>>;
}

const NAME_MAX = 80;
const currencies = new Set(Intl.supportedValuesOf("currency"));

/** Only fields the adapter names are read; a box that was not ticked is a no. */
export function readAccountForm(form: FormData, adapter: ChannelAdapter): AccountForm {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const name = text("accountName").slice(0, NAME_MAX);
  const rate = text("rate");
  const ratePerSecond = rate === "" ? null : Number(rate);
  const amount = text("price");
  const currency = text("currency").toUpperCase();
  const price = amount === "" ? null : { amount: Number(amount), currency };
  const isPrice = price === null || price.amount >= 0;
  const isCurrency = price === null || currencies.has(currency);
  const isRate = ratePerSecond === null || ratePerSecond > 0;
  return {
    name,
    ratePerSecond,
    price,
    values: Object.fromEntries(adapter.fields.map(({ key }) => [key, text(`field.${key}`)])),
    errors: {
      ...(name === "" ? { accountName: "channels:error.name" } : {}),
      ...(isRate ? {} : { rate: "channels:error.rate" }),
      ...(isPrice ? {} : { price: "channels:error.price" }),
      ...(isCurrency ? {} : { currency: "channels:error.currency" }),
    },
  };
}

/** What to show beside which field after a refused save. */
export function errorsOf(saved: Exclude<SavedAccount, { ok: true }>): Record<string, string> {
  if (saved.error !== "invalid") return { "": `channels:error.${saved.error}` };
  const fields = Object.entries(saved.fields).map(([key, { code }]) => {
    return [
      key,
      code === "required" ? "channels:error.required" : `channels:wrong.${key}`,
    ] as const;
  });
  return { "": "channels:error.invalid", ...Object.fromEntries(fields) };
}

export function shownFields(adapter: ChannelAdapter) {
  return adapter.fields.map(({ key, label, type, help, isOptional, isGenerated }) => ({
    key,
    label,
    type,
    help: help ?? null,
    isOptional: isOptional ?? false,
    isGenerated: isGenerated ?? false,
  }));
}
