import { useTranslation } from "react-i18next";
import { EmptyState } from "#app/components/ui/empty-state.tsx";
import { IconMessages } from "#app/components/ui/icons.ts";

export default function NothingOpen() {
  const { t } = useTranslation("inbox");
  return (
    <EmptyState icon={IconMessages} title={t("empty.pickTitle")}>
      {t("empty.pickText")}
    </EmptyState>
  );
}
