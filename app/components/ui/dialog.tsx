import { Drawer, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly size?: "sm" | "md" | "lg" | "xl";
  readonly children: ReactNode;
}

/** For a small task that needs the page behind it. Focus goes in, stays in, and comes back. */
export function Dialog({ isOpen, onClose, title, size = "md", children }: DialogProps) {
  const { t } = useTranslation("common");
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {children}
    </Modal>
  );
}

/** Comes in from the side: details of a row, a form with many fields. */
export function SidePanel({ isOpen, onClose, title, size = "md", children }: DialogProps) {
  const { t } = useTranslation("common");
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      position="right"
      closeButtonProps={{ "aria-label": t("action.close") }}
    >
      {children}
    </Drawer>
  );
}
