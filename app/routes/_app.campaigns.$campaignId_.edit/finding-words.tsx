import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { useProblemWords } from "#app/components/template/problem-words.ts";
import { useFormat } from "#app/lib/format.ts";
import { useSettings } from "#app/lib/settings-context.ts";
import type { BlockerKind, Finding, WarningKind } from "#core/campaign/readiness.ts";

type Props =
  | { readonly group: "blocker"; readonly finding: Finding<BlockerKind> }
  | { readonly group: "warning"; readonly finding: Finding<WarningKind> };

/** A finding as a sentence: channels get their name, numbers and times their form, problems their words. */
export function FindingWords({ group, finding }: Props) {
  const { t } = useTranslation("campaigns");
  const values = useValues(finding);
  return (
    <p>
      {group === "blocker"
        ? t(`blocker.${finding.kind}`, values)
        : t(`warning.${finding.kind}`, values)}
    </p>
  );
}

function useValues({ detail, problem, missing }: Finding<string>) {
  const { t: say } = useTranslation(["segments", "templates"]);
  const problemWords = useProblemWords();
  const format = useFormat();
  const { locale } = useSettings();
  return {
    detail: detailWords(detail ?? "", locale, format.number, (name) => channelWord(name, say)),
    channel: problem ? channelWord(problem.channel, say) : "",
    problem: problem ? problemWords(problem.problem) : "",
    variable: missing?.variable ?? "",
    people: missing ? format.number(missing.people) : "",
    lookedAt: missing ? format.number(missing.lookedAt) : "",
  };
}

function detailWords(
  raw: string,
  locale: string,
  number: (value: number) => string,
  channel: (name: string) => string,
): string {
  if (/^\d+$/.test(raw)) return number(Number(raw));
  if (/^\d{4}-\d{2}-\d{2}T/.test(raw)) return wallWords(raw, locale);
  return channel(raw);
}

/** A wall time as a clock shows it; it has no zone, so it is written as if it were UTC. */
export function wallWords(localTime: string, locale: string): string {
  const at = new Date(`${localTime}Z`);
  if (Number.isNaN(at.getTime())) return localTime;
  const shape = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(locale, shape).format(at);
}

export function findingKey({ kind, detail, problem, missing }: Finding<string>): string {
  return JSON.stringify([kind, detail, problem, missing]);
}
