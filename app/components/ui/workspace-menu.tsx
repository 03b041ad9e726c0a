import { Menu as MantineMenu } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { may, type Role } from "#core/access/roles.ts";
import styles from "./app-shell.module.css";
import { IconCheck, IconChevronDown, IconPlus } from "./icons.ts";
import { Logo } from "./logo.tsx";
import { MenuDivider, MenuLabel, MenuLink } from "./menu.tsx";

export interface ShellWorkspace {
  readonly id: string;
  readonly name: string;
}

export interface WorkspaceMenuProps {
  readonly workspace: ShellWorkspace;
  readonly workspaces: readonly ShellWorkspace[];
  readonly member: { readonly role: Role };
}

/** Which workspace one is in, the others one belongs to, and the way to a new one. */
export function WorkspaceMenu(props: WorkspaceMenuProps & { readonly isOpen: boolean }) {
  const { t } = useTranslation("common");
  const { workspace, isOpen } = props;
  if (!hasWorkspaceMenu(props)) {
    return (
      <span className={styles.workspace}>
        <Logo />
        {isOpen ? <span className={styles.workspaceName}>{workspace.name}</span> : null}
      </span>
    );
  }
  return (
    <MantineMenu position="bottom-start" width={260}>
      <MantineMenu.Target>
        <button
          type="button"
          className={styles.workspace}
          aria-label={`${workspace.name}: ${t("workspace.menu")}`}
        >
          <Logo />
          {isOpen ? (
            <>
              <span className={styles.workspaceName}>{workspace.name}</span>
              <IconChevronDown size={16} aria-hidden />
            </>
          ) : null}
        </button>
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        <WorkspaceItems {...props} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

/** A member of one workspace who may not make another has nothing to choose. */
export function hasWorkspaceMenu({ workspaces, member }: WorkspaceMenuProps): boolean {
  return workspaces.length > 1 || may(member.role, "workspace.create");
}

export function WorkspaceItems({ workspace, workspaces, member }: WorkspaceMenuProps) {
  const { t } = useTranslation("common");
  return (
    <>
      {workspaces.length > 1 ? <MenuLabel>{t("workspace.switch")}</MenuLabel> : null}
      {workspaces.map(({ id, name }) => (
        <Form key={id} method="post" action={paths.switchWorkspace} reloadDocument>
          <input type="hidden" name="workspaceId" value={id} />
          <MantineMenu.Item
            component="button"
            type="submit"
            closeMenuOnClick={false}
            aria-current={id === workspace.id}
            rightSection={id === workspace.id ? <IconCheck size={16} aria-hidden /> : null}
          >
            {name}
          </MantineMenu.Item>
        </Form>
      ))}
      {may(member.role, "workspace.create") ? (
        <>
          <MenuDivider />
          <MenuLink to={paths.newWorkspace} icon={IconPlus}>
            {t("workspace.new")}
          </MenuLink>
        </>
      ) : null}
    </>
  );
}
