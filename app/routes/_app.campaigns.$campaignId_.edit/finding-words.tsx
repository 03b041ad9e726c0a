import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import type { BlockerKind, Finding, WarningKind } from "#core/campaign/readiness.ts";

type Props =
  | { readonly group: "blocker"; readonly finding: Finding<BlockerKind> }
  | { readonly group: "warning"; readonly finding: Finding<WarningKind> };

/** A finding as a sentence; channels in it get their name. */
export function FindingWords({ group, finding }: Props) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const raw = finding.detail ?? "";
  const detail = raw.includes("T") ? raw.replace("T", " ") : channelWord(raw, say);
  return (
    <p>
      {group === "blocker"
        ? t(`blocker.${finding.kind}`, { detail })
        : t(`warning.${finding.kind}`, { detail })}
    </p>
  );
}
