import { notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { toneIcons, type Tone } from "./state-badge.tsx";
import styles from "./toast.module.css";

export interface ToastOptions {
  readonly tone?: Extract<Tone, "good" | "warn" | "bad" | "info">;
  readonly message: ReactNode;
  /** Takes the action back; shown as an Undo button while the toast stands. */
  readonly undo?: () => void;
  readonly forMs?: number;
}

const READ_MS = 5_000;
const UNDO_MS = 10_000;

/** A short answer in the corner. With `undo` it stays 10 s, without 5 s; errors stay until closed. */
export function showToast({ tone = "good", message, undo, forMs }: ToastOptions): string {
  const Glyph = toneIcons[tone];
  const id = notifications.show({
    message: (
      <ToastWords
        message={message}
        {...(undo ? { undo, close: () => notifications.hide(id) } : {})}
      />
    ),
    icon: <Glyph size={18} stroke={1.8} aria-hidden />,
    color: "transparent",
    autoClose: forMs ?? (tone === "bad" ? false : undo ? UNDO_MS : READ_MS),
    withBorder: true,
    className: `${styles.toast} ${styles[tone]}`,
    role: tone === "bad" ? "alert" : "status",
  });
  return id;
}

interface WordsProps {
  readonly message: ReactNode;
  readonly undo?: () => void;
  readonly close?: () => void;
}

function ToastWords({ message, undo, close }: WordsProps) {
  const { t } = useTranslation("common");
  return (
    <span className={styles.words}>
      <span>{message}</span>
      {undo ? (
        <Button
          kind="quiet"
          size="xs"
          onClick={() => {
            undo();
            close?.();
          }}
        >
          {t("action.undo")}
        </Button>
      ) : null}
    </span>
  );
}
