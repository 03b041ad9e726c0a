import { Checkbox } from "@mantine/core";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./data-table.module.css";
import { IconSortAscending, IconSortDescending } from "./icons.ts";

export interface Column<Row> {
  readonly key: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** Right-aligned with tabular figures. */
  readonly isNumeric?: boolean;
  /** Left out on a phone. */
  readonly isWide?: boolean;
  readonly width?: number | string;
  /** Address that sorts by this column; direction when it is the sorted one. */
  readonly sort?: { readonly to: string; readonly direction: "up" | "down" | null };
}

export interface Selection {
  readonly picked: ReadonlySet<string>;
  readonly onChange: (picked: ReadonlySet<string>) => void;
  /** Buttons of the bar that takes the head's place while rows are ticked. */
  readonly actions: ReactNode;
}

export interface DataTableProps<Row> {
  /** Says what the rows are, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** A row's name in words, for the tick's label. Needed with `selection`. */
  readonly rowName?: (row: Row) => string;
  /** Makes the first column a link. */
  readonly rowTo?: (row: Row) => string;
  readonly rowActions?: (row: Row) => ReactNode;
  readonly selection?: Selection;
  readonly isCompact?: boolean;
  /** No border of its own: inside a Panel. */
  readonly isBare?: boolean;
  /** Shown instead of the table when there are no rows. */
  readonly empty?: ReactNode;
  /** CSS height after which the body scrolls under the head. */
  readonly maxHeight?: string;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, selection, empty, isBare, isCompact, maxHeight } = props;
  if (rows.length === 0 && empty) return <>{empty}</>;
  const hasPicked = selection !== undefined && selection.picked.size > 0;
  return (
    <div
      className={`${styles.frame} ${isBare ? styles.bare : ""}`}
      style={maxHeight ? { maxHeight } : undefined}
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table className={`${styles.table} ${isCompact ? styles.compact : ""}`}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          {hasPicked ? <BulkHead {...props} selection={selection} /> : <Head {...props} />}
        </thead>
        <tbody>
          {rows.map((row) => (
            <BodyRow key={rowKey(row)} row={row} columns={columns} table={props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head<Row>(props: DataTableProps<Row>) {
  const { columns, rowActions, selection } = props;
  const { t } = useTranslation("common");
  return (
    <tr>
      {selection ? (
        <th className={styles.tick} scope="col">
          <PageTick {...props} selection={selection} />
        </th>
      ) : null}
      {columns.map((column) => (
        <th
          key={column.key}
          scope="col"
          className={cellClass(column)}
          style={column.width === undefined ? undefined : { width: column.width }}
          {...ariaSort(column)}
        >
          <HeadWords column={column} />
        </th>
      ))}
      {rowActions ? (
        <th scope="col">
          <span className="visually-hidden">{t("table.actions")}</span>
        </th>
      ) : null}
    </tr>
  );
}

function HeadWords<Row>({ column }: { readonly column: Column<Row> }) {
  if (!column.sort) return <>{column.label}</>;
  const { direction, to } = column.sort;
  return (
    <Link to={to} className={styles.sort} preventScrollReset>
      {column.label}
      {direction === "up" ? <IconSortAscending size={14} aria-hidden /> : null}
      {direction === "down" ? <IconSortDescending size={14} aria-hidden /> : null}
    </Link>
  );
}

function ariaSort<Row>({ sort }: Column<Row>): { "aria-sort"?: "ascending" | "descending" } {
  if (!sort?.direction) return {};
  return { "aria-sort": sort.direction === "up" ? "ascending" : "descending" };
}

type WithSelection<Row> = DataTableProps<Row> & { readonly selection: Selection };

function PageTick<Row>({ rows, rowKey, selection }: WithSelection<Row>) {
  const { t } = useTranslation("common");
  const keys = rows.map(rowKey);
  const pickedHere = keys.filter((key) => selection.picked.has(key)).length;
  return (
    <Checkbox
      size="xs"
      aria-label={t("table.selectAll")}
      checked={keys.length > 0 && pickedHere === keys.length}
      indeterminate={pickedHere > 0 && pickedHere < keys.length}
      onChange={(event) => selection.onChange(new Set(event.currentTarget.checked ? keys : []))}
    />
  );
}

function BulkHead<Row>(props: WithSelection<Row>) {
  const { t } = useTranslation("common");
  const { selection, columns, rowActions } = props;
  return (
    <tr>
      <th className={styles.tick} scope="col">
        <PageTick {...props} />
      </th>
      <th scope="colgroup" colSpan={columns.length + (rowActions ? 1 : 0)}>
        <div className={styles.bulk}>
          <span aria-live="polite">{t("table.selected", { count: selection.picked.size })}</span>
          {selection.actions}
        </div>
      </th>
    </tr>
  );
}

interface BodyRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly table: DataTableProps<Row>;
}

function BodyRow<Row>({ row, columns, table }: BodyRowProps<Row>) {
  const { t } = useTranslation("common");
  const { selection, rowKey, rowName, rowTo, rowActions } = table;
  const key = rowKey(row);
  const isPicked = selection?.picked.has(key) ?? false;
  return (
    <tr className={isPicked ? styles.picked : undefined}>
      {selection ? (
        <td className={styles.tick}>
          <Checkbox
            size="xs"
            aria-label={t("table.selectRow", { name: rowName?.(row) ?? key })}
            checked={isPicked}
            onChange={() => selection.onChange(toggled(selection.picked, key))}
          />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <td
          key={column.key}
          className={`${cellClass(column)} ${index === 0 && rowTo ? styles.main : ""}`}
        >
          {index === 0 && rowTo ? (
            <Link to={rowTo(row)}>{column.cell(row)}</Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
      {rowActions ? (
        <td>
          <div className={styles.actions}>{rowActions(row)}</div>
        </td>
      ) : null}
    </tr>
  );
}

function cellClass<Row>({ isNumeric, isWide }: Column<Row>): string {
  return `${isNumeric ? styles.numeric : ""} ${isWide ? styles.wide : ""}`.trim();
}

function toggled(picked: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(picked);
  if (!next.delete(key)) next.add(key);
  return next;
}
