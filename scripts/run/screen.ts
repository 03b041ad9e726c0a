import type { SeedResult } from "#scripts/seed.ts";

export interface ScreenFacts {
  readonly url: string;
  readonly setupUrl: string | null;
  readonly simulatorUrl: string | null;
  readonly demo: SeedResult | null;
  readonly dataFolder: string;
  readonly database: string;
  readonly logFile: string;
  readonly seconds: number;
}

/** The one screen of `npm start`. */
export function readyScreen(facts: ScreenFacts): string {
  const rows: [string, string][] = [["Open", facts.url]];
  if (facts.setupUrl !== null) rows.push(["First owner", facts.setupUrl]);
  if (facts.simulatorUrl !== null) rows.push(["Phones", facts.simulatorUrl]);
  for (const { role, email, password } of facts.demo?.signIns ?? []) {
    rows.push([`Sign in (${role})`, `${email}  ${password}`]);
  }
  rows.push(["Data", facts.dataFolder], ["Database", facts.database], ["Log", facts.logFile]);
  const width = Math.max(...rows.map(([label]) => label.length));
  const table = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  const tries = (facts.demo?.tryThis ?? []).slice(0, 3).map((line, at) => `  ${at + 1}. ${line}`);
  return [
    "",
    `Antiphon is ready (${facts.seconds.toFixed(1)} s).`,
    "",
    ...table,
    ...(tries.length > 0 ? ["", "Try this:", ...tries] : []),
    "",
    "Ctrl-C stops everything; your data stays.",
    "",
  ].join("\n");
}
