import { useActionData, useFetcher, useNavigation, useSubmit } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { useCommands, type Command } from "#app/components/ui/commands.tsx";
import { Confirm } from "#app/components/ui/confirm.tsx";
import {
  IconArrowBackUp,
  IconCopy,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from "#app/components/ui/icons.ts";
import { Menu, MenuItem } from "#app/components/ui/menu.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { useMay } from "#app/lib/use-workspace.ts";
import type { CampaignState } from "#core/campaign/lifecycle.ts";

interface ControlsProps {
  readonly page: {
    readonly campaign: {
      readonly id: string;
      readonly name: string;
      readonly state: CampaignState;
    };
    /** How long "send now" can still be taken back. */
    readonly undoMs: number;
  };
}

interface Moved {
  readonly error: string | null;
  readonly inFlight: number;
}

/** The big Pause, resume, cancel and undo; the same in the palette. */
export function CampaignControls({ page }: ControlsProps) {
  const { t } = useTranslation(["campaigns", "common"]);
  const { campaign, undoMs } = page;
  const { state } = campaign;
  const fetcher = useFetcher<Moved>();
  const maySend = useMay("campaigns.send");
  const mayEdit = useMay("campaigns.edit");
  const [isAsking, setIsAsking] = useState(false);
  const post = (intent: string, more: Record<string, string> = {}) =>
    fetcher.submit({ intent, ...more }, { method: "post", action: `/campaigns/${campaign.id}` });
  // What leads to another page is a navigation: a fetcher's redirect gets lost when the page
  // happens to refresh itself before the answer is there.
  const submit = useSubmit();
  const refused = useActionData<Moved>();
  const navigation = useNavigation();
  const leave = (intent: string, more: Record<string, string> = {}) =>
    submit({ intent, ...more }, { method: "post", action: `/campaigns/${campaign.id}` });
  const duplicate = () =>
    leave("duplicate", { name: t("copyOf", { name: campaign.name || t("untitled") }) });
  useOutcome(fetcher.data);
  useOutcome(refused);
  const canCancel = state === "scheduled" || state === "running" || state === "paused";
  useCommands(
    paletteOf({ t, state, maySend, mayEdit, post, ask: () => setIsAsking(true), duplicate }),
  );
  const isBusy = fetcher.state !== "idle" || navigation.state === "submitting";
  return (
    <>
      {maySend && state === "scheduled" ? (
        <Undo undoMs={undoMs} isBusy={isBusy} onUndo={() => leave("unschedule")} />
      ) : null}
      {maySend && state === "running" ? (
        <Button
          kind="danger"
          size="md"
          icon={IconPlayerPause}
          isBusy={isBusy}
          onClick={() => post("pause")}
        >
          {t("page.pause")}
        </Button>
      ) : null}
      {maySend && state === "paused" ? (
        <Button
          kind="primary"
          size="md"
          icon={IconPlayerPlay}
          isBusy={isBusy}
          onClick={() => post("resume")}
        >
          {t("page.resume")}
        </Button>
      ) : null}
      {mayEdit ? (
        <Menu target={<IconButton label={t("common:action.more")} icon={IconDots} />}>
          <MenuItem icon={IconCopy} onClick={duplicate}>
            {t("page.duplicate")}
          </MenuItem>
          {maySend && canCancel ? (
            <MenuItem icon={IconPlayerStop} isDanger onClick={() => setIsAsking(true)}>
              {t("page.cancel")}
            </MenuItem>
          ) : null}
        </Menu>
      ) : null}
      <Confirm
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false);
          post("cancel");
        }}
        title={t("page.cancelTitle")}
        label={t("page.cancel")}
      >
        {t("page.cancelWords")}
      </Confirm>
    </>
  );
}

/** Says once what an answer means: how many are still on the wire, or why nothing happened. */
function useOutcome(answer: Moved | undefined): void {
  const { t } = useTranslation("campaigns");
  useEffect(() => {
    if (!answer) return;
    if (answer.error !== null) {
      const message = answer.error === "too-late" ? t("send.tooLate") : t("page.wrongState");
      showToast({ tone: "warn", message });
    } else if (answer.inFlight > 0) {
      showToast({ tone: "info", message: t("page.inFlight", { count: answer.inFlight }) });
    }
  }, [answer, t]);
}

interface UndoProps {
  readonly undoMs: number;
  readonly isBusy: boolean;
  readonly onUndo: () => void;
}

const TICK_MS = 250;

function Undo({ undoMs, isBusy, onUndo }: UndoProps) {
  const { t } = useTranslation("campaigns");
  const [leftMs, setLeftMs] = useState(undoMs);
  useEffect(() => {
    setLeftMs(undoMs);
    const timer = setInterval(() => setLeftMs((left) => Math.max(0, left - TICK_MS)), TICK_MS);
    return () => clearInterval(timer);
  }, [undoMs]);
  const isCounting = leftMs > 0;
  return (
    <>
      {isCounting ? (
        <span role="timer">{t("send.sendingIn", { seconds: Math.ceil(leftMs / 1000) })}</span>
      ) : null}
      <Button
        kind={isCounting ? "primary" : "secondary"}
        icon={IconArrowBackUp}
        isBusy={isBusy}
        onClick={onUndo}
      >
        {t(isCounting ? "send.undo" : "page.unschedule")}
      </Button>
    </>
  );
}

interface PaletteInput {
  readonly t: ReturnType<typeof useTranslation<["campaigns", "common"]>>["t"];
  readonly state: CampaignState;
  readonly maySend: boolean;
  readonly mayEdit: boolean;
  readonly post: (intent: string) => void;
  readonly ask: () => void;
  readonly duplicate: () => void;
}

function paletteOf({ t, state, maySend, mayEdit, post, ask, duplicate }: PaletteInput): Command[] {
  const commands: (Command & { isOn: boolean })[] = [
    {
      ...{ id: "campaign-pause", label: t("page.pause"), group: "here", icon: IconPlayerPause },
      ...{ run: () => post("pause"), isOn: maySend && state === "running" },
    },
    {
      ...{ id: "campaign-resume", label: t("page.resume"), group: "here", icon: IconPlayerPlay },
      ...{ run: () => post("resume"), isOn: maySend && state === "paused" },
    },
    {
      ...{ id: "campaign-cancel", label: t("page.cancel"), group: "here", icon: IconPlayerStop },
      run: ask,
      isOn: maySend && (state === "scheduled" || state === "running" || state === "paused"),
    },
    {
      ...{ id: "campaign-duplicate", label: t("page.duplicate"), group: "here", icon: IconCopy },
      ...{ run: duplicate, isOn: mayEdit },
    },
  ];
  return commands.filter(({ isOn }) => isOn);
}
