import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./public-page.module.css";

/** A page for the person at the other end: one question, no navigation, no sign of our other pages. */
export function PublicPage({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** A link that leads nowhere any more; whoever holds it is no member, so no way into the app is shown. */
export function PublicError() {
  const { t } = useTranslation("audience");
  const error = useRouteError();
  const isGone = isRouteErrorResponse(error) && error.status === 404;
  return (
    <PublicPage title={t(isGone ? "preferences.goneTitle" : "preferences.failedTitle")}>
      <p>{t(isGone ? "preferences.gone" : "preferences.failed")}</p>
    </PublicPage>
  );
}
