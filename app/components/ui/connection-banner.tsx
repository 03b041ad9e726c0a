import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConnection } from "#app/lib/connection-state.ts";
import styles from "./connection-banner.module.css";
import { IconCheck, IconCloudOff } from "./icons.ts";

const FAREWELL_MS = 3_000;

/** Says that what is on the page may be old, and goes by itself when it no longer is. */
export function ConnectionBanner() {
  const { t } = useTranslation("common");
  const connection = useConnection();
  const [wasLost, setWasLost] = useState(false);
  useEffect(() => {
    if (connection !== "fine") return setWasLost(true);
    const timer = window.setTimeout(() => setWasLost(false), FAREWELL_MS);
    return () => window.clearTimeout(timer);
  }, [connection]);
  const isFine = connection === "fine";
  const isShown = !isFine || wasLost;
  useEffect(() => {
    // The page makes room: whatever fills the screen is that much lower.
    document.documentElement.style.setProperty("--banner", isShown ? "32px" : "0px");
    return () => void document.documentElement.style.removeProperty("--banner");
  }, [isShown]);
  const words = isFine
    ? "error.back"
    : connection === "away"
      ? "error.offline"
      : "error.reconnecting";
  const Glyph = isFine ? IconCheck : IconCloudOff;
  return (
    <div role="status">
      {isShown ? (
        <p className={`${styles.banner} ${isFine ? styles.fine : ""}`}>
          <Glyph size={16} stroke={1.8} aria-hidden />
          {t(words)}
        </p>
      ) : null}
    </div>
  );
}
