import type { SerializeFrom } from "@remix-run/node";
import type { TFunction } from "i18next";

export type TitleWords = TFunction<"titles">;

type TitleOf = (t: TitleWords, data: unknown) => string;

/** The shell's `handle`: how much waits unread, said in front of every page's title. */
export interface UnreadHandle {
  readonly unread: (data: unknown) => number;
}

/** A route's `handle`. `meta` cannot speak the member's language: it runs outside the components. */
export interface PageHandle {
  readonly title: TitleOf;
}

/**
 * `export const handle = titled<typeof loader>((t, data) => data?.name ?? t("list"))`. The data is
 * absent when the loader failed and its error is shown instead.
 */
export function titled<Loader = () => null>(
  title: (t: TitleWords, data: SerializeFrom<Loader> | undefined) => string,
): PageHandle {
  // Remix hands a route's own data back as unknown; it is what this route's loader gave.
  return { title: title as TitleOf };
}

interface Match {
  readonly handle: unknown;
  readonly data: unknown;
}

/** The innermost route that has a title names the page. */
export function titleOf(matches: readonly Match[], t: TitleWords): string {
  const named = matches.findLast(({ handle }) => isPageHandle(handle));
  const words = named && isPageHandle(named.handle) ? named.handle.title(t, named.data) : "";
  if (words === "") return t("product");
  const shell = matches.find(({ handle }) => isUnreadHandle(handle));
  const unread = shell && isUnreadHandle(shell.handle) ? shell.handle.unread(shell.data) : 0;
  return unread > 0 ? t("unread", { unread, page: words }) : t("page", { page: words });
}

function isUnreadHandle(handle: unknown): handle is UnreadHandle {
  return typeof handle === "object" && handle !== null && "unread" in handle;
}

function isPageHandle(handle: unknown): handle is PageHandle {
  return typeof handle === "object" && handle !== null && "title" in handle;
}
