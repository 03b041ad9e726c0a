import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { IconPlus } from "#app/components/ui/icons.ts";
import { Menu, MenuItem, MenuLabel } from "#app/components/ui/menu.tsx";

export interface VariableMenuProps {
  readonly attributes: readonly { readonly key: string; readonly label: string }[];
  readonly onPick: (tag: string) => void;
}

const person = ["firstName", "lastName", "name", "email", "phone"] as const;
const message = ["workspaceName", "unsubscribeUrl", "preferencesUrl"] as const;

/** Everything a message may say about its reader; picking writes the tag where the cursor stands. */
export function VariableMenu({ attributes, onPick }: VariableMenuProps) {
  const { t } = useTranslation("templates");
  const item = (path: string, label: string) => (
    <MenuItem key={path} onClick={() => onPick(`{{${path}}}`)}>
      {label}
    </MenuItem>
  );
  return (
    <Menu
      position="bottom-start"
      target={
        <Button size="xs" icon={IconPlus} title={t("editor.variableHelp")}>
          {t("editor.variables")}
        </Button>
      }
    >
      <MenuLabel>{t("editor.variableContact")}</MenuLabel>
      {person.map((path) => item(path, t(`variable.${path}`)))}
      {attributes.length > 0 ? <MenuLabel>{t("editor.variableAttribute")}</MenuLabel> : null}
      {attributes.map(({ key, label }) => item(`attributes.${key}`, label))}
      <MenuLabel>{t("editor.variableMessage")}</MenuLabel>
      {message.map((path) => item(path, t(`variable.${path}`)))}
    </Menu>
  );
}
