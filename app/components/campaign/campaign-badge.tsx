import { useTranslation } from "react-i18next";
import {
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconEdit,
  IconPlayerPause,
  IconSend,
  type Icon,
} from "#app/components/ui/icons.ts";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import type { CampaignState } from "#core/campaign/lifecycle.ts";

const looks: Record<CampaignState, { readonly tone: Tone; readonly icon: Icon }> = {
  draft: { tone: "neutral", icon: IconEdit },
  scheduled: { tone: "info", icon: IconClock },
  running: { tone: "out", icon: IconSend },
  paused: { tone: "warn", icon: IconPlayerPause },
  done: { tone: "good", icon: IconCircleCheck },
  cancelled: { tone: "bad", icon: IconCircleX },
};

export function CampaignBadge({
  state,
  isBare = false,
}: {
  readonly state: CampaignState;
  readonly isBare?: boolean;
}) {
  const { t } = useTranslation("campaigns");
  return (
    <StateBadge {...looks[state]} isBare={isBare}>
      {t(`state.${state}`)}
    </StateBadge>
  );
}
