import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LinkButton } from "./button.tsx";
import { IconChevronLeft, IconChevronRight } from "./icons.ts";

export interface PagerProps {
  /** Addresses of the neighbouring windows; null at an end. */
  readonly newer: string | null;
  readonly older: string | null;
  /** What this window holds in words, e.g. "1–50 of 4,812". */
  readonly range?: string;
}

/** Pages by window of the sort key: lists grow while one reads, so there are no page numbers. */
export function Pager({ newer, older, range }: PagerProps) {
  const { t } = useTranslation("common");
  if (!newer && !older) return null;
  return (
    <Group component="nav" justify="space-between" aria-label={t("table.pages")} py="sm">
      <Text size="sm" c="dimmed" className="tabular">
        {range ?? ""}
      </Text>
      <Group gap={8}>
        {newer ? (
          <LinkButton to={newer} icon={IconChevronLeft} size="xs">
            {t("action.newer")}
          </LinkButton>
        ) : null}
        {older ? (
          <LinkButton to={older} icon={IconChevronRight} size="xs">
            {t("action.older")}
          </LinkButton>
        ) : null}
      </Group>
    </Group>
  );
}
