import { TextInput } from "@mantine/core";
import { Form, Link, useSearchParams, useSubmit } from "@remix-run/react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import styles from "./filter-bar.module.css";
import { IconSearch } from "./icons.ts";

export interface FilterBarProps {
  /** Placeholder and accessible name of the search box; no box without it. */
  readonly searchLabel?: string;
  /** Query parameter of the search box. */
  readonly searchName?: string;
  /** Chips, selects: whatever narrows the list. */
  readonly children?: ReactNode;
  /** Stands at the right end. */
  readonly end?: ReactNode;
}

const TYPING_PAUSE_MS = 250;

/** Filters live in the address, so a view can be bookmarked, shared and reached with Back. */
export function FilterBar({ searchLabel, searchName = "q", children, end }: FilterBarProps) {
  const [params] = useSearchParams();
  const submit = useSubmit();
  const pause = useRef<number>(undefined);
  const { t } = useTranslation("common");
  const kept = [...params].filter(
    ([name]) => name !== searchName && name !== "after" && name !== "before",
  );
  return (
    <div className={styles.bar} role="search" aria-label={searchLabel ?? t("filter.label")}>
      {searchLabel ? (
        <Form method="get" className={styles.search}>
          {kept.map(([name, value]) => (
            <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
          ))}
          <TextInput
            type="search"
            name={searchName}
            aria-label={searchLabel}
            placeholder={searchLabel}
            defaultValue={params.get(searchName) ?? ""}
            leftSection={<IconSearch size={16} aria-hidden />}
            autoComplete="off"
            onChange={(event) => {
              const form = event.currentTarget.form;
              window.clearTimeout(pause.current);
              pause.current = window.setTimeout(
                () => submit(form, { replace: true, preventScrollReset: true }),
                TYPING_PAUSE_MS,
              );
            }}
          />
        </Form>
      ) : null}
      {children}
      {end ? <div className={styles.end}>{end}</div> : null}
    </div>
  );
}

export interface FilterChipProps {
  readonly to: string;
  readonly isOn: boolean;
  readonly children: ReactNode;
}

export function FilterChip({ to, isOn, children }: FilterChipProps) {
  return (
    <Link
      to={to}
      className={styles.chip}
      preventScrollReset
      {...(isOn ? { "aria-current": "true" } : {})}
    >
      {children}
    </Link>
  );
}
