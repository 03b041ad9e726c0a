import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AgainButton } from "#app/components/ui/again-button.tsx";
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

/** A link that leads nowhere, now or for good; its holder is no member, so no way into the app is shown. */
export function PublicError() {
  const { t } = useTranslation("audience");
  const error = useRouteError();
  const kind = kindOf(isRouteErrorResponse(error) ? error.status : null);
  return (
    <PublicPage title={t(`preferences.${kind}Title`)}>
      <p>{t(`preferences.${kind}`)}</p>
      {kind === "away" ? <AgainButton /> : null}
    </PublicPage>
  );
}

function kindOf(status: number | null): "gone" | "away" | "failed" {
  if (status === 404) return "gone";
  return status === 503 ? "away" : "failed";
}
