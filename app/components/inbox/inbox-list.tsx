import { Form, Link, useNavigate, useSearchParams, useSubmit } from "@remix-run/react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useShortcut } from "#app/components/ui/commands.tsx";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconInbox, IconSearch } from "#app/components/ui/icons.ts";
import { paths } from "#app/lib/paths.ts";
import { ConversationRow, type ListedConversation } from "./conversation-row.tsx";
import styles from "./inbox-list.module.css";
import { SearchBox } from "./search-box.tsx";

const views = ["mine", "unassigned", "open", "waiting", "snoozed", "closed", "mentions"] as const;
export type View = (typeof views)[number];

export interface InboxListProps {
  readonly view: View;
  readonly search: string;
  readonly isOlder: boolean;
  readonly counts: Readonly<Record<"mine" | "unassigned" | "open" | "mentions", number>>;
  readonly next: string | null;
  readonly rows: readonly ListedConversation[];
  readonly currentId: string | null;
}

export function InboxList(props: InboxListProps) {
  const { view, search, rows, currentId, isOlder, next } = props;
  const { t } = useTranslation("inbox");
  const [params] = useSearchParams();
  const query = params.toString();
  const suffix = query === "" ? "" : `?${query}`;
  useListKeys(rows, currentId, suffix);
  const older = new URLSearchParams(params);
  if (next) older.set("before", next);
  const newest = new URLSearchParams(params);
  newest.delete("before");
  return (
    <section className={styles.list} aria-label={t("list.label")}>
      <SearchField search={search} view={view} />
      <ViewNav {...props} />
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <ConversationRow row={row} isCurrent={row.id === currentId} suffix={suffix} />
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <NothingHere view={view} isSearch={search !== ""} /> : null}
      <div className={styles.pages}>
        {isOlder ? <Link to={`?${newest}`}>{t("list.newest")}</Link> : null}
        {next ? <Link to={`?${older}`}>{t("list.older")}</Link> : null}
      </div>
    </section>
  );
}

function NothingHere({ view, isSearch }: { readonly view: View; readonly isSearch: boolean }) {
  const { t } = useTranslation("inbox");
  const what = isSearch ? "search" : view;
  return (
    <EmptyState icon={isSearch ? IconSearch : IconInbox} title={t(`empty.${what}Title`)}>
      {t(`empty.${what}Text`)}
    </EmptyState>
  );
}

function SearchField({ search, view }: { readonly search: string; readonly view: View }) {
  const { t } = useTranslation("inbox");
  const submit = useSubmit();
  const id = useId();
  useShortcut("s", t("keys.search"), () => document.getElementById(id)?.focus());
  return (
    <Form role="search" className={styles.search} preventScrollReset>
      <input type="hidden" name="view" value={view} />
      <IconSearch size={16} stroke={1.8} aria-hidden />
      <SearchBox
        id={id}
        label={t("list.search")}
        search={search}
        onSearch={(form) => submit(form, { replace: true, preventScrollReset: true })}
        onLeave={() => document.querySelector<HTMLElement>(`.${styles.rows ?? ""} a`)?.focus()}
      />
    </Form>
  );
}

const COUNTED_MAX = 99;

function ViewNav({ view, search, counts }: InboxListProps) {
  const { t } = useTranslation("inbox");
  return (
    <nav className={styles.views} aria-label={t("views.label")}>
      {views.map((one) => {
        const count = one in counts ? counts[one as keyof typeof counts] : 0;
        const isHere = one === view && search === "";
        return (
          <Link
            key={one}
            to={`?view=${one}`}
            className={styles.view}
            aria-current={isHere ? "page" : undefined}
            preventScrollReset
          >
            {t(`views.${one}`)}
            {count > 0 ? (
              <span className={styles.count}>
                {count > COUNTED_MAX ? `${COUNTED_MAX}+` : count}
                <span className="visually-hidden"> {t("list.unread", { count })}</span>
              </span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}

/** J and K walk the list as it stands; Escape goes back to it. */
function useListKeys(
  rows: readonly ListedConversation[],
  currentId: string | null,
  suffix: string,
): void {
  const { t } = useTranslation("inbox");
  const navigate = useNavigate();
  const place = rows.findIndex((row) => row.id === currentId);
  const go = (to: number) => {
    const row = rows[to];
    if (row) navigate(`${paths.conversation(row.id)}${suffix}`, { preventScrollReset: true });
  };
  useShortcut("j", t("keys.next"), () => go(place + 1));
  useShortcut("k", t("keys.previous"), () => go(Math.max(0, place - 1)));
}
