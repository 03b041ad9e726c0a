import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Who } from "#app/lib/count-request.ts";
import { purposes } from "#core/message/message.ts";
import { channelWord, purposeWord } from "./filter-words.ts";
import styles from "./reach-choice.module.css";

export type Reach = Pick<Who, "senders" | "purpose">;

export function everyChannel(channels: readonly string[]): Reach {
  return {
    senders: channels.map((channel) => ({ channel, accountId: null })),
    purpose: "marketing",
  };
}

interface ReachChoiceProps {
  readonly channels: readonly string[];
  readonly value: Reach;
  readonly onChange: (reach: Reach) => void;
}

/** On which channel and for what purpose the waterfall counts, where no campaign says so. */
export function ReachChoice({ channels, value, onChange }: ReachChoiceProps) {
  const { t } = useTranslation(["segments", "templates"]);
  if (channels.length === 0) return <p className={styles.none}>{t("waterfall.noChannel")}</p>;
  const one = value.senders.length === 1 ? (value.senders[0]?.channel ?? "") : "";
  return (
    <div className={styles.row}>
      <NativeSelect
        label={t("waterfall.channel")}
        value={channels.length === 1 ? (channels[0] ?? "") : one}
        data={[
          ...(channels.length > 1 ? [{ value: "", label: t("waterfall.anyChannel") }] : []),
          ...channels.map((channel) => ({ value: channel, label: channelWord(channel, t) })),
        ]}
        onChange={({ currentTarget }) => {
          const channel = currentTarget.value;
          const senders =
            channel === "" ? everyChannel(channels).senders : [{ channel, accountId: null }];
          onChange({ ...value, senders });
        }}
      />
      <NativeSelect
        label={t("waterfall.purpose")}
        value={value.purpose}
        data={purposes.map((purpose) => ({ value: purpose, label: purposeWord(purpose, t) }))}
        onChange={({ currentTarget }) => {
          const purpose = purposes.find((known) => known === currentTarget.value);
          if (purpose) onChange({ ...value, purpose });
        }}
      />
    </div>
  );
}
