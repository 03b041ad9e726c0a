import { useTranslation } from "react-i18next";

interface Line {
  readonly type: string;
  readonly outcome: string;
}

/** What became of a call, event by event: kinds have words, outcomes are the journal's own. */
export function useCallResult(): (result: readonly Line[]) => string[] {
  const { t } = useTranslation("channels");
  return (result) =>
    result.map(({ type, outcome }) => {
      const kind = t(`journal.event.${type}` as "journal.event.message", { defaultValue: type });
      return `${kind}: ${outcome.replace(": ", ", ")}`;
    });
}
