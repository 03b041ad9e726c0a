import { Group, Stack, TextInput } from "@mantine/core";
import { useFetcher } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { Dialog } from "#app/components/ui/dialog.tsx";
import { IconCheck, IconRepeat, IconX } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import type { OperatorDecision } from "#core/delivery/operator.ts";

interface Answer {
  readonly error: "incomplete" | "run-cancelled" | null;
  readonly changed: number;
  readonly left: number;
}

export interface DecisionBarProps {
  /** The state the list is filtered by: a failed message can only be sent again. */
  readonly state: string | undefined;
  readonly picked: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** What a member knows about messages no machine knows about. */
export function DecisionBar({ state, picked, onDone }: DecisionBarProps) {
  const { t } = useTranslation("campaigns");
  const [asked, setAsked] = useState<OperatorDecision | null>(null);
  const fetcher = useFetcher<Answer>();
  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    const answer = fetcher.data;
    if (fetcher.state !== "idle" || !answer || told.current === answer) return;
    told.current = answer;
    if (answer.error) showToast({ tone: "warn", message: t(`decide.error.${answer.error}`) });
    else {
      const words: string[] = [t("decide.done", { count: answer.changed })];
      if (answer.left > 0) words.push(t("decide.left", { count: answer.left }));
      showToast({ tone: "info", message: words.join(" ") });
      onDone();
    }
    setAsked(null);
  }, [fetcher.state, fetcher.data, onDone, t]);
  const send = (decision: OperatorDecision, reason: string) =>
    fetcher.submit(
      { decision, reason, deliveryIds: [...picked].join(",") },
      { method: "post", preventScrollReset: true },
    );
  return (
    <>
      {state === "failed" ? null : (
        <>
          <Button size="xs" icon={IconCheck} onClick={() => setAsked("arrived")}>
            {t("decide.arrived.do")}
          </Button>
          <Button size="xs" icon={IconX} onClick={() => setAsked("not-arrived")}>
            {t("decide.not-arrived.do")}
          </Button>
        </>
      )}
      <Button size="xs" icon={IconRepeat} onClick={() => setAsked("resend")}>
        {t("decide.resend.do")}
      </Button>
      {asked ? (
        <DecisionDialog
          key={asked}
          decision={asked}
          count={picked.size}
          isBusy={fetcher.state !== "idle"}
          onClose={() => setAsked(null)}
          onSend={(reason) => send(asked, reason)}
        />
      ) : null}
    </>
  );
}

interface DecisionDialogProps {
  readonly decision: OperatorDecision;
  readonly count: number;
  readonly isBusy: boolean;
  readonly onClose: () => void;
  readonly onSend: (reason: string) => void;
}

/** A reason always; sending several again asks for their number, so that it is no slip of the hand. */
function DecisionDialog({ decision, count, isBusy, onClose, onSend }: DecisionDialogProps) {
  const { t } = useTranslation(["campaigns", "common"]);
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const isResend = decision === "resend";
  const asksCount = isResend && count > 1;
  const isReady = reason.trim() !== "" && (!asksCount || typed.trim() === String(count));
  return (
    <Dialog isOpen onClose={onClose} title={t(`decide.${decision}.title`, { count })} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onSend(reason.trim());
        }}
      >
        <Stack gap={16}>
          {isResend ? (
            <Notice tone="warn">{t("decide.resend.words", { count })}</Notice>
          ) : (
            <p style={{ margin: 0 }}>{t(`decide.${decision}.words`)}</p>
          )}
          <TextInput
            label={t("decide.reason")}
            description={t("decide.reasonHint")}
            value={reason}
            maxLength={300}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus
          />
          {asksCount ? (
            <TextInput
              label={t("decide.count", { count })}
              value={typed}
              inputMode="numeric"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          ) : null}
        </Stack>
        <Group justify="flex-end" gap={8} mt="lg">
          <Button onClick={onClose}>{t("common:action.back")}</Button>
          <Button
            type="submit"
            kind={isResend ? "danger" : "primary"}
            disabled={!isReady}
            isBusy={isBusy}
          >
            {t(`decide.${decision}.submit`, { count })}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
