import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useNavigate } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { type Command, type CommandGroup, useAllCommands } from "./commands.tsx";
import { IconSearch } from "./icons.ts";
import { Keys } from "./kbd.tsx";

const [store] = createSpotlight();

const order: readonly CommandGroup[] = ["here", "create", "goTo", "preferences"];

/** Ctrl/Cmd+K. Lists what useCommands registered anywhere on the page. */
export function CommandPalette() {
  const { t } = useTranslation("common");
  const navigate = useNavigate();
  const commands = useAllCommands();
  const perform = (command: Command) => {
    if (command.to !== undefined) navigate(command.to);
    else command.run?.();
  };
  const groups: SpotlightActionGroupData[] = order
    .map((group) => ({
      group: t(`palette.${group}`),
      actions: commands
        .filter((command) => (command.group ?? "here") === group)
        .map((command) => actionOf(command, () => perform(command))),
    }))
    .filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={["mod + K"]}
      nothingFound={t("palette.nothing")}
      highlightQuery
      scrollable
      maxHeight={420}
      limit={40}
      radius="md"
      overlayProps={{ backgroundOpacity: 0.45 }}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.open"),
      }}
    />
  );
}

function actionOf(command: Command, onClick: () => void) {
  const { id, label, description, icon: Glyph, keys, keywords } = command;
  return {
    id,
    label,
    onClick,
    ...(description ? { description } : {}),
    ...(keywords ? { keywords: [...keywords] } : {}),
    ...(Glyph ? { leftSection: <Glyph size={18} stroke={1.6} aria-hidden /> } : {}),
    ...(keys ? { rightSection: <Keys keys={keys} /> } : {}),
  };
}
