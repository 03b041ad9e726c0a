import { useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { may, type Permission, type Role } from "#core/access/roles.ts";
import { type Command, useCommands } from "./commands.tsx";
import { destinations } from "./destinations.ts";
import { IconDeviceDesktop, IconMoon, IconPlus, IconSun, IconUsers } from "./icons.ts";
import type { ShellWorkspace } from "./workspace-menu.tsx";

const makes = [
  ["newCampaign", paths.newCampaign, "campaigns.edit"],
  ["newPerson", paths.newContact, "contacts.edit"],
  ["newTemplate", paths.newTemplate, "templates.edit"],
  ["newSegment", paths.segment("new"), "audiences.edit"],
  ["newList", paths.list("new"), "audiences.edit"],
  ["newAudience", paths.audience("new"), "audiences.edit"],
  ["newChannel", paths.newChannel, "channels.manage"],
  ["newWorkspace", paths.newWorkspace, "workspace.create"],
] as const satisfies readonly (readonly [string, string, Permission])[];

/** Pages the rail does not name. */
const further = [
  ["segments", paths.segments, "contacts.view"],
  ["lists", paths.lists, "contacts.view"],
  ["audiences", paths.audiences, "contacts.view"],
  ["imports", paths.imports, "contacts.view"],
  ["attributes", paths.attributes, "contacts.view"],
  ["suppressions", paths.suppressions, "contacts.view"],
  ["journal", paths.channelJournal, "journal.view"],
  ["profile", paths.settingsProfile, "workspace.view"],
  ["sessions", paths.settingsSessions, "workspace.view"],
  ["members", paths.settingsMembers, "members.view"],
  ["workspace", paths.settingsWorkspace, "workspace.view"],
] as const satisfies readonly (readonly [string, string, Permission])[];

const schemes = [
  ["light", IconSun],
  ["dark", IconMoon],
  ["auto", IconDeviceDesktop],
] as const;

export interface EverywhereInput {
  readonly role: Role;
  readonly workspace: ShellWorkspace;
  readonly workspaces: readonly ShellWorkspace[];
}

/** What the palette offers on every page: to go, to make, to switch, to look different. */
export function useEverywhereCommands({ role, workspace, workspaces }: EverywhereInput): void {
  const { t } = useTranslation(["common", "titles"]);
  const { setColorScheme } = useMantineColorScheme();
  const allowed = <Entry extends readonly [string, string, Permission]>(all: readonly Entry[]) =>
    all.filter(([, , permission]) => may(role, permission));
  const commands: Command[] = [
    ...allowed(makes).map(([key, to]) => ({
      ...{ id: `make-${key}`, label: t(`titles:${key}`), to, icon: IconPlus },
      group: "create" as const,
    })),
    ...destinations.map(({ key, to, icon }) => ({
      ...{ id: `go-${key}`, label: t(`nav.${key}`), to, icon, group: "goTo" as const },
    })),
    ...allowed(further).map(([key, to]) => ({
      ...{ id: `go-${key}`, label: t(`titles:${key}`), to, group: "goTo" as const },
    })),
    ...workspaces
      .filter(({ id }) => id !== workspace.id)
      .map(({ id, name }) => ({
        ...{ id: `switch-${id}`, icon: IconUsers, group: "goTo" as const },
        label: t("workspace.switchTo", { name }),
        run: () => postPage(paths.switchWorkspace, { workspaceId: id }),
      })),
    ...schemes.map(([scheme, icon]) => ({
      ...{ id: `scheme-${scheme}`, icon, group: "preferences" as const },
      label: `${t("theme.label")}: ${t(`theme.${scheme}`)}`,
      run: () => setColorScheme(scheme),
    })),
  ];
  useCommands(commands);
}

/** A form of its own: everything on the page belongs to the workspace that is left. */
function postPage(action: string, fields: Readonly<Record<string, string>>): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = action;
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
