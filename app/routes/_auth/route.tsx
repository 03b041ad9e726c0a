import { Outlet } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Logo } from "#app/components/ui/logo.tsx";
import { TwoVoices } from "#app/components/ui/two-voices.tsx";
import styles from "./auth.module.css";

/** Signed-out pages: the form on the left, what this is on the right. */
export default function AuthLayout() {
  const { t } = useTranslation("auth");
  return (
    <div className={styles.page}>
      <main className={styles.side}>
        <div className={styles.brand}>
          <Logo size={30} />
          <span>Antiphon</span>
        </div>
        <div className={styles.form}>
          <Outlet />
        </div>
      </main>
      <aside className={styles.story}>
        <TwoVoices />
        <p className={styles.tagline}>{t("tagline")}</p>
        <p className={styles.lead}>{t("lead")}</p>
      </aside>
    </div>
  );
}
