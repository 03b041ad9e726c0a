import { MantineThemeProvider, VisuallyHidden } from "@mantine/core";
import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { QueryBuilder, type RuleGroupType } from "react-querybuilder";
import { IconX } from "#app/components/ui/icons.ts";
import type { Catalogue } from "#app/lib/count-request.ts";
import type { QueryGroup } from "#app/lib/segment-query.ts";
import { builderFields, builderValues } from "./builder-fields.ts";
import styles from "./filter-builder.module.css";

export interface FilterBuilderProps {
  readonly query: QueryGroup;
  readonly onChange: (query: QueryGroup) => void;
  readonly names: Catalogue;
}

/** The page's one primary button is Save; what shapes the rule stays quiet beside it. */
const quietButtons = { components: { Button: { defaultProps: { variant: "default" } } } };

/** Nested rules with and, or, not. The tree is the builder's; `segment-query` turns it into a filter. */
export function FilterBuilder({ query, onChange, names }: FilterBuilderProps) {
  const { t } = useTranslation(["segments", "templates"]);
  const fields = useMemo(() => builderFields(names, t), [names, t]);
  const words = useMemo(() => translations(t), [t]);
  return (
    <div className={styles.builder} role="group" aria-label={t("builder.label")}>
      <MantineThemeProvider theme={quietButtons}>
        <QueryBuilderMantine>
          <QueryBuilder
            fields={fields}
            query={query as RuleGroupType}
            onQueryChange={(next) => onChange(next as QueryGroup)}
            combinators={[
              { name: "and", value: "and", label: t("builder.and") },
              { name: "or", value: "or", label: t("builder.or") },
            ]}
            translations={words}
            accessibleDescriptionGenerator={({ path }) =>
              path.length === 0
                ? t("builder.label")
                : t("builder.groupAt", { place: path.map((index) => index + 1).join(".") })
            }
            controlClassnames={controlClassnames}
            showNotToggle
            resetOnFieldChange
            resetOnOperatorChange={false}
            getValueEditorType={(field, operator) =>
              isCampaignChoice(field, operator) ? "select" : null
            }
            getInputType={(field, operator) => (isNumber(field, operator) ? "number" : null)}
            getValues={(field, operator) => builderValues(field, operator, names, t)}
          />
        </QueryBuilderMantine>
      </MantineThemeProvider>
      {query.rules.length === 0 ? <p className={styles.empty}>{t("builder.empty")}</p> : null}
    </div>
  );
}

function isCampaignChoice(field: string, operator: string): boolean {
  return field.startsWith("campaign:") && !operator.endsWith("in-days");
}

function isNumber(field: string, operator: string): boolean {
  return operator.endsWith("in-days") || operator === "within-days" || field === "conversation:";
}

const controlClassnames = {
  queryBuilder: styles.root ?? "",
  ruleGroup: styles.group ?? "",
  header: styles.header ?? "",
  body: styles.body ?? "",
  rule: styles.rule ?? "",
  combinators: styles.combinator ?? "",
  fields: styles.field ?? "",
  operators: styles.operator ?? "",
  value: styles.value ?? "",
  removeRule: styles.remove ?? "",
  removeGroup: styles.remove ?? "",
};

/** A cross to the eye, words to a screen reader. */
function removal(words: string) {
  const label = (
    <>
      <IconX size={16} stroke={1.7} aria-hidden />
      <VisuallyHidden>{words}</VisuallyHidden>
    </>
  );
  return { label, title: words };
}

function translations(t: ReturnType<typeof useTranslation<["segments", "templates"]>>["t"]) {
  return {
    fields: { title: t("builder.field") },
    operators: { title: t("builder.operator") },
    value: { title: t("builder.value") },
    combinators: { title: t("builder.combinator") },
    notToggle: { label: t("builder.not"), title: t("builder.notTitle") },
    addRule: { label: t("builder.addRule"), title: t("builder.addRule") },
    addGroup: { label: t("builder.addGroup"), title: t("builder.addGroup") },
    removeRule: removal(t("builder.removeRule")),
    removeGroup: removal(t("builder.removeGroup")),
  };
}
