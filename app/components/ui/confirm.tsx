import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

export interface ConfirmProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly title: string;
  /** What will happen, what stays, and that it cannot be taken back. */
  readonly children: ReactNode;
  /** A verb with its object: "Cancel the campaign", never "OK". */
  readonly label: string;
  readonly isBusy?: boolean;
}

/** Only where nothing can be undone; everywhere else act at once and offer Undo in a toast. */
export function Confirm({
  isOpen,
  onClose,
  onConfirm,
  title,
  children,
  label,
  isBusy,
}: ConfirmProps) {
  const { t } = useTranslation("common");
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title} size="sm">
      <div>{children}</div>
      <Group justify="flex-end" gap={8} mt="lg">
        <Button onClick={onClose} data-autofocus>
          {t("action.back")}
        </Button>
        <Button kind="danger" onClick={onConfirm} isBusy={isBusy ?? false}>
          {label}
        </Button>
      </Group>
    </Dialog>
  );
}
