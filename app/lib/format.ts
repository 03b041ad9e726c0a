import { useMemo } from "react";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/duration.ts";
import { useSettings } from "./settings-context.ts";

export interface Format {
  number(value: number): string;
  /** 0.123 → "12.3%". */
  percent(share: number): string;
  money(amount: number, currency: string): string;
  /** With as many decimals as the price of one SMS has. */
  unitPrice(amount: number, currency: string): string;
  bytes(count: number): string;
  /** "3 minutes ago", "in 2 days"; "just now" within ten seconds. */
  relative(at: Date): string;
  /** Time today, day and month this year, else with the year. */
  short(at: Date): string;
  /** For what comes within days: time today, else weekday and time. */
  soon(at: Date): string;
  date(at: Date): string;
  /** A day without a time: kept as its midnight in UTC, whatever the zone of the workspace. */
  wholeDay(at: Date): string;
  time(at: Date): string;
  /** Weekday, date and time. */
  full(at: Date): string;
  /** The same with seconds and the zone: what stands in a tooltip. */
  exact(at: Date): string;
  /** "2 h 5 min", "40 s". */
  duration(ms: number): string;
  list(words: readonly string[]): string;
}

export interface FormatSettings {
  /** BCP 47, e.g. "nl-NL". */
  readonly locale: string;
  /** IANA zone of the workspace: every time in the app is shown in it. */
  readonly zone: string;
  readonly now: Date;
  readonly justNow: string;
}

export function useFormat(): Format {
  const { locale, zone, now, justNow } = useSettings();
  return useMemo(() => createFormat({ locale, zone, now, justNow }), [locale, zone, now, justNow]);
}

export function createFormat({ locale, zone, now, justNow }: FormatSettings): Format {
  const at = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
    return (instant: Date) => formatter.format(instant);
  };
  const time = at({ hour: "2-digit", minute: "2-digit" });
  const dayMonth = at({ day: "numeric", month: "short" });
  const dayOfYear = { day: "numeric", month: "short", year: "numeric" } as const;
  const date = at(dayOfYear);
  const weekdayTime = at({ weekday: "short", hour: "2-digit", minute: "2-digit" });
  const dayKey = at({ year: "numeric", month: "numeric", day: "numeric" });
  const year = at({ year: "numeric" });
  const integer = new Intl.NumberFormat(locale);
  const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return {
    number: (value) => integer.format(value),
    percent: (value) => share.format(value),
    money: (amount, currency) =>
      new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount),
    unitPrice: (amount, currency) =>
      new Intl.NumberFormat(locale, {
        style: "currency",
        currency,
        maximumFractionDigits: 6,
      }).format(amount),
    bytes: (count) => formatBytes(count, locale),
    relative: (instant) => formatRelative(instant, now, locale, justNow),
    short: (instant) => {
      if (dayKey(instant) === dayKey(now)) return time(instant);
      return year(instant) === year(now) ? dayMonth(instant) : date(instant);
    },
    soon: (instant) => (dayKey(instant) === dayKey(now) ? time(instant) : weekdayTime(instant)),
    date,
    wholeDay: at({ ...dayOfYear, timeZone: "UTC" }),
    time,
    full: at({
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    }),
    exact: at({ dateStyle: "full", timeStyle: "long" }),
    duration: (ms) => formatDuration(ms, locale),
    list: (words) => new Intl.ListFormat(locale).format(words),
  };
}

const steps = [
  { unit: "day", ms: DAY_MS },
  { unit: "hour", ms: HOUR_MS },
  { unit: "minute", ms: MINUTE_MS },
  { unit: "second", ms: SECOND_MS },
] as const;

const JUST_NOW_MS = 10 * SECOND_MS;
const RELATIVE_DAYS = 30;

function formatRelative(at: Date, now: Date, locale: string, justNow: string): string {
  const distance = at.getTime() - now.getTime();
  if (Math.abs(distance) < JUST_NOW_MS) return justNow;
  if (Math.abs(distance) > RELATIVE_DAYS * DAY_MS) {
    return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(at);
  }
  const step = steps.find(({ ms }) => Math.abs(distance) >= ms) ?? steps[3];
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return words.format(Math.trunc(distance / step.ms), step.unit);
}

function formatDuration(ms: number, locale: string): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(ms / SECOND_MS) * SECOND_MS);
  for (const { unit, ms: size } of steps) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 && parts.length < 2) parts.push(unitWords(count, unit, locale));
  }
  return parts.length > 0 ? parts.join(" ") : unitWords(0, "second", locale);
}

function unitWords(count: number, unit: string, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count);
}

function formatBytes(count: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = count;
  let index = 0;
  while (value >= 1000 && index < units.length - 1) {
    value /= 1000;
    index += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[index] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
