import { useTranslation } from "react-i18next";
import { useFormat } from "#app/lib/format.ts";
import type { FitProblem } from "#core/template/fit.ts";
import type { PreviewProblem } from "#core/template/preview.ts";
import type { TemplateProblem } from "#core/template/variables.ts";

/** A problem as a sentence that says what to do about it. */
export function useProblemWords(): (problem: PreviewProblem) => string {
  const { t } = useTranslation("templates");
  const format = useFormat();

  function templateWords({ kind, detail, line }: TemplateProblem): string {
    switch (kind) {
      case "syntax":
      case "block-open":
      case "block-stray":
      case "block-crossed":
        return t(`problem.${kind}`, { detail, line: line ?? 1 });
      case "too-large":
        return t("problem.tooLarge", { detail });
      case "too-deep":
        return t("problem.tooDeep", { detail });
      case "too-many-nodes":
        return t("problem.tooManyNodes", { detail });
      case "unknown-helper":
        return t("problem.unknownHelper", { detail });
      case "wrong-arguments":
        return t("problem.wrongArguments", { detail });
      case "forbidden":
        return t("problem.forbidden", { detail });
      case "unsafe-link":
        return t("problem.unsafeLink", { detail });
    }
  }

  function fitWords(problem: FitProblem): string {
    switch (problem.kind) {
      case "empty":
        return t("problem.empty");
      case "text-too-long":
        return t("problem.textTooLong", { length: problem.length, max: problem.max });
      case "caption-too-long":
        return t("problem.captionTooLong", { length: problem.length, max: problem.max });
      case "no-buttons-here":
        return t("problem.noButtons");
      case "too-many-buttons":
        return t("problem.tooManyButtons", { count: problem.count, max: problem.max });
      case "button-too-long":
        return t("problem.buttonTooLong", { title: problem.title, max: problem.max });
      case "no-list-here":
        return t("problem.noList");
      case "media-type":
        return t("problem.mediaType", { mimeType: problem.mimeType });
      case "media-too-big":
        return t("problem.mediaTooBig", { max: format.bytes(problem.max) });
    }
  }

  return (problem) => {
    switch (problem.source) {
      case "template":
        return templateWords(problem.problem);
      case "fit":
        return fitWords(problem.problem);
      case "slots":
        return t("problem.slots", { ...problem.problem });
      case "render":
        return {
          "no-variant": t("problem.noVariant"),
          "missing-variable": t("problem.missing", { detail: problem.detail }),
          "timed-out": t("problem.timedOut"),
          refused: t("problem.refused", { detail: problem.detail }),
          crashed: t("problem.refused", { detail: problem.detail }),
        }[problem.kind];
    }
  };
}
