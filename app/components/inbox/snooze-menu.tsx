import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { Dialog } from "#app/components/ui/dialog.tsx";
import { IconClockPause } from "#app/components/ui/icons.ts";
import { Menu, MenuItem } from "#app/components/ui/menu.tsx";
import { HOUR_MS } from "#core/duration.ts";
import styles from "./inbox-dialogs.module.css";

export interface SnoozeMenuProps {
  /** null = until the person writes. */
  readonly onSnooze: (until: Date | null) => void;
}

const LATER_MS = 3 * HOUR_MS;
const MORNING = 9;

export function SnoozeMenu({ onSnooze }: SnoozeMenuProps) {
  const { t } = useTranslation("inbox");
  const [isPicking, setPicking] = useState(false);
  return (
    <>
      <Menu target={<IconButton label={t("head.snooze")} icon={IconClockPause} />}>
        <MenuItem onClick={() => onSnooze(null)}>{t("head.untilReply")}</MenuItem>
        <MenuItem onClick={() => onSnooze(new Date(browserNow() + LATER_MS))}>
          {t("head.laterToday")}
        </MenuItem>
        <MenuItem onClick={() => onSnooze(morningAfter(1))}>{t("head.tomorrow")}</MenuItem>
        <MenuItem onClick={() => onSnooze(nextMonday())}>{t("head.nextWeek")}</MenuItem>
        <MenuItem onClick={() => setPicking(true)}>{t("head.customTime")}</MenuItem>
      </Menu>
      <Dialog
        isOpen={isPicking}
        onClose={() => setPicking(false)}
        title={t("head.customTime")}
        size="sm"
      >
        <form
          className={styles.snoozeForm}
          onSubmit={(event) => {
            event.preventDefault();
            const given = new FormData(event.currentTarget).get("until");
            const until = new Date(typeof given === "string" ? given : "");
            if (Number.isNaN(until.getTime())) return;
            setPicking(false);
            onSnooze(until);
          }}
        >
          <label>
            {t("head.snoozeAt")}
            <input type="datetime-local" name="until" required className={styles.field} />
          </label>
          <Button type="submit" kind="primary">
            {t("head.snooze")}
          </Button>
        </form>
      </Dialog>
    </>
  );
}

/** The member's own clock: "tomorrow at nine" is where they sit. */
function browserNow(): number {
  return performance.timeOrigin + performance.now();
}

function morningAfter(days: number): Date {
  const at = new Date(browserNow());
  at.setDate(at.getDate() + days);
  at.setHours(MORNING, 0, 0, 0);
  return at;
}

function nextMonday(): Date {
  const weekday = new Date(browserNow()).getDay();
  return morningAfter((8 - weekday) % 7 || 7);
}
