import { useLocation } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { isReady } from "#app/lib/is-ready.ts";
import { LinkButton } from "./button.tsx";
import { IconRefresh } from "./icons.ts";

const ASK_MS = 4_000;

/** By hand, or by itself as soon as the server says that it is ready. */
export function AgainButton() {
  const { t } = useTranslation("common");
  const { pathname, search } = useLocation();
  const here = `${pathname}${search}`;
  useEffect(() => {
    const timer = window.setInterval(() => {
      void isReady().then((ready) => ready && window.location.replace(here));
    }, ASK_MS);
    return () => window.clearInterval(timer);
  }, [here]);
  return (
    <LinkButton to={here} kind="primary" icon={IconRefresh} isDocument>
      {t("error.again")}
    </LinkButton>
  );
}
