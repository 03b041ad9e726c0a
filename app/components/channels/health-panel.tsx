import { useFetcher } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconPlayerPause, IconPlayerPlay, IconPlugConnected } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { sayCheck, type SaidCheck } from "#app/lib/check-words.ts";
import { useFormat } from "#app/lib/format.ts";
import { useReasonWords } from "#app/lib/reason-words.ts";
import type { AccountCheck } from "#channels/contract.ts";
import type { ShownAccount } from "./shown-account.ts";

interface CheckAnswer {
  readonly intent: string;
  readonly check?: AccountCheck;
}

export function HealthPanel({ account }: { readonly account: ShownAccount }) {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const reasonWords = useReasonWords();
  const refused = account.refused.filter(({ count }) => count > 0);
  const hours = account.limits.windowHours;
  return (
    <Panel
      title={t("health.title")}
      foot={account.canManage ? <HealthActions account={account} /> : null}
    >
      <Facts
        facts={[
          { label: t("health.state"), value: t(`state.${account.state}`) },
          ...(account.stateReason
            ? [{ label: t("health.reason"), value: reasonWords(account.stateReason) }]
            : []),
          {
            label: t("health.lastCall"),
            value: account.lastCallAt ? (
              <RelativeTime at={account.lastCallAt} />
            ) : (
              t("health.never")
            ),
          },
          {
            label: t("health.refused"),
            value:
              refused.length === 0
                ? t("refused.none")
                : format.list(refused.map(({ kind, count }) => t(`refused.${kind}`, { count }))),
          },
          {
            label: t("health.text"),
            value: t("health.characters", { number: format.number(account.limits.text) }),
          },
          {
            label: t("health.window"),
            value: hours === null ? t("health.noWindow") : t("health.hours", { count: hours }),
          },
          { label: t("health.guarantee"), value: t(`health.${account.certainty}`) },
        ]}
      />
    </Panel>
  );
}

function HealthActions({ account }: { readonly account: ShownAccount }) {
  const { t } = useTranslation("channels");
  const check = useFetcher<CheckAnswer>();
  const move = useFetcher();
  const isPaused = account.state === "paused";
  const post = (intent: "pause" | "resume") => move.submit({ intent }, { method: "post" });
  const answer = check.state === "idle" ? check.data?.check : undefined;
  return (
    <>
      <Button
        icon={IconPlugConnected}
        isBusy={check.state !== "idle"}
        onClick={() => check.submit({ intent: "check" }, { method: "post" })}
      >
        {t("health.check")}
      </Button>
      <Button
        icon={isPaused ? IconPlayerPlay : IconPlayerPause}
        onClick={() => {
          post(isPaused ? "resume" : "pause");
          showToast({
            message: isPaused ? t("health.resumed") : t("health.paused"),
            undo: () => post(isPaused ? "pause" : "resume"),
          });
        }}
      >
        {isPaused ? t("health.resume") : t("health.pause")}
      </Button>
      {answer ? <CheckNotice said={sayCheck(answer, account, t)} /> : null}
    </>
  );
}

function CheckNotice({ said }: { readonly said: SaidCheck }) {
  const { isGood, detail, quote, remedy } = said;
  return (
    <Notice tone={isGood ? "good" : "bad"} isLive>
      {[detail, remedy, quote].filter(Boolean).join(" ")}
    </Notice>
  );
}
