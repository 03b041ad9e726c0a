import { useTranslation } from "react-i18next";

interface NamedAdapter {
  readonly adapterId: string;
  /** The adapter's own name for itself, a proper name with most. */
  readonly label: string;
}

/** A channel's name in the reader's language; without one the adapter's own. */
export function useAdapterName(): (adapter: NamedAdapter) => string {
  const { t } = useTranslation("channels");
  return ({ adapterId, label }) =>
    t(`adapter.${adapterId}` as "adapter.web-chat", { defaultValue: label });
}
