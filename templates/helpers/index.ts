import type { RenderScope } from "../scope.ts";
import { date, money, number, plural, time } from "./format.ts";
import { and, eq, gt, lt, not, or } from "./logic.ts";
import { capitalize, fallback, join, lower, truncate, upper, url } from "./text.ts";

export type TemplateHelper = (scope: RenderScope, ...values: unknown[]) => string | boolean;

/** Every helper there is: an allow-list, with the number of arguments each takes at least and at most. */
export const helpers: Readonly<
  Record<string, { readonly run: TemplateHelper; readonly min: number; readonly max: number }>
> = {
  date: { run: date, min: 1, max: 2 },
  time: { run: time, min: 1, max: 1 },
  money: { run: money, min: 1, max: 2 },
  number: { run: number, min: 1, max: 1 },
  plural: { run: plural, min: 3, max: 3 },
  fallback: { run: fallback, min: 2, max: 2 },
  upper: { run: upper, min: 1, max: 1 },
  lower: { run: lower, min: 1, max: 1 },
  capitalize: { run: capitalize, min: 1, max: 1 },
  truncate: { run: truncate, min: 2, max: 2 },
  join: { run: join, min: 1, max: 2 },
  url: { run: url, min: 1, max: 1 },
  eq: { run: eq, min: 2, max: 2 },
  gt: { run: gt, min: 2, max: 2 },
  lt: { run: lt, min: 2, max: 2 },
  and: { run: and, min: 2, max: 2 },
  or: { run: or, min: 2, max: 2 },
  not: { run: not, min: 1, max: 1 },
};

/** Handlebars' own blocks we allow. */
export const blocks = ["if", "unless", "each", "with"] as const;
