import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { InboundLine } from "#core/conversation/inbound-line.ts";

/** What became of a call, event by event, in the reader's language. */
export function useCallResult(): (result: readonly InboundLine[]) => string[] {
  const { t } = useTranslation("channels");
  return (result) => sayLines(result, t);
}

/** Each thing once, with how often it happened: a call may bring a hundred receipts alike. */
export function sayLines(result: readonly InboundLine[], t: TFunction<"channels">): string[] {
  const counts = new Map<string, number>();
  for (const line of result) {
    const words = sayLine(line, t);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => (count === 1 ? words : `${count} × ${words}`));
}

/** Codes have words; a sentence stored before there were codes is shown as it stands. */
export function sayLine(line: InboundLine, t: TFunction<"channels">): string {
  const kind = said(t, "event", line.type);
  const quote = line.said === undefined ? "" : ` (${t("check.quoted", { said: line.said })})`;
  const word = line.keyword === undefined ? "" : `${said(t, "keyword", line.keyword)}, `;
  const { outcome, detail } = line;
  if (detail === undefined) return `${kind}: ${word}${said(t, "outcome", outcome)}${quote}`;
  return `${kind}: ${said(t, "outcome", outcome)}, ${said(t, outcome, detail)}${quote}`;
}

/** Why a call failed: our own reasons are codes, the rest is what the error said. */
export function useCallError(): (error: string) => string {
  const { t } = useTranslation("channels");
  return (error) => said(t, "trouble", error);
}

/** The code is stored, so which it is shows at run time; without words it is shown itself. */
function said(t: TFunction<"channels">, group: string, code: string): string {
  const key = `journal.${group}.${code}` as "journal.event.message";
  // A sentence of old may hold the dots and colons that part a key.
  return /^[\w-]+$/.test(code) ? t(key, { defaultValue: code }) : code;
}
