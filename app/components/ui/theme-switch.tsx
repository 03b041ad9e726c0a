import { SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ColorScheme } from "#app/lib/settings-context.ts";
import { IconDeviceDesktop, IconMoon, IconSun } from "./icons.ts";
import styles from "./theme-switch.module.css";

const choices = [
  { value: "light", icon: IconSun },
  { value: "dark", icon: IconMoon },
  { value: "auto", icon: IconDeviceDesktop },
] as const satisfies readonly { value: ColorScheme; icon: unknown }[];

/** Light, dark or the system's; kept in a cookie so the server paints the right one at once. */
export function ThemeSwitch() {
  const { t } = useTranslation("common");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("theme.label")}
      value={colorScheme}
      onChange={(value) => setColorScheme(value as ColorScheme)}
      data={choices.map(({ value, icon: Glyph }) => ({
        value,
        label: (
          <span className={styles.choice}>
            <Glyph size={15} stroke={1.7} aria-hidden />
            {t(`theme.${value}`)}
          </span>
        ),
      }))}
    />
  );
}
