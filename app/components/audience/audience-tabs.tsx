import { useTranslation } from "react-i18next";
import { RouteTabs } from "#app/components/ui/tabs.tsx";
import { paths } from "#app/lib/paths.ts";

/** The pages about people, beside each other. */
export function AudienceTabs() {
  const { t } = useTranslation("audience");
  return (
    <RouteTabs
      label={t("tabs.label")}
      tabs={[
        { to: paths.contacts, label: t("tabs.people"), isIndex: true },
        { to: paths.segments, label: t("tabs.segments") },
        { to: paths.lists, label: t("tabs.lists") },
        { to: paths.audiences, label: t("tabs.audiences") },
        { to: paths.imports, label: t("tabs.imports") },
        { to: paths.suppressions, label: t("tabs.suppressions") },
        { to: paths.attributes, label: t("tabs.attributes") },
      ]}
    />
  );
}
