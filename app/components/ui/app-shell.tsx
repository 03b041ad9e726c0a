import { Menu as MantineMenu, Tooltip } from "@mantine/core";
import { Form, NavLink } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { railCookieName, writePreference } from "#app/lib/color-scheme.ts";
import { paths } from "#app/lib/paths.ts";
import type { Role } from "#core/access/roles.ts";
import styles from "./app-shell.module.css";
import { ConnectionBanner } from "./connection-banner.tsx";
import { type Destination, destinations, phoneDestinations } from "./destinations.ts";
import { IconChevronLeft, IconChevronRight, IconDots, IconLogout, IconUser } from "./icons.ts";
import { MenuDivider, MenuLabel, MenuLink } from "./menu.tsx";
import { PersonMark } from "./person-mark.tsx";
import {
  hasWorkspaceMenu,
  type ShellWorkspace,
  WorkspaceItems,
  WorkspaceMenu,
} from "./workspace-menu.tsx";

export interface AppShellProps {
  readonly workspace: ShellWorkspace;
  readonly workspaces: readonly ShellWorkspace[];
  readonly member: { readonly name: string; readonly email: string; readonly role: Role };
  /** Conversations with something unread that concern this member. */
  readonly unread: number;
  readonly isRailOpen: boolean;
  readonly children: ReactNode;
}

/** Rail on the left, page on the right; on a phone a bar of five at the bottom. */
export function AppShell(props: AppShellProps) {
  const { t } = useTranslation("common");
  return (
    <>
      <ConnectionBanner />
      <div className={styles.shell}>
        <a href="#page" className="skip-link">
          {t("nav.skip")}
        </a>
        <Rail {...props} />
        <main id="page" tabIndex={-1} className={styles.main}>
          {props.children}
        </main>
        <PhoneBar {...props} />
      </div>
    </>
  );
}

function Rail(props: AppShellProps) {
  const { t } = useTranslation("common");
  const [isOpen, setOpen] = useState(props.isRailOpen);
  const toggle = () => {
    setOpen(!isOpen);
    writePreference(railCookieName, isOpen ? "closed" : "open");
  };
  const Arrow = isOpen ? IconChevronLeft : IconChevronRight;
  return (
    <nav className={`${styles.rail} ${isOpen ? styles.open : ""}`} aria-label={t("nav.label")}>
      <div className={styles.top}>
        <WorkspaceMenu {...props} isOpen={isOpen} />
      </div>
      <ul className={styles.items}>
        {destinations.map((destination) => (
          <li key={destination.key} className={destination.key === "settings" ? styles.last : ""}>
            <RailLink destination={destination} unread={props.unread} />
          </li>
        ))}
      </ul>
      <div className={styles.foot}>
        <MemberMenu {...props} isOpen={isOpen} />
        <Tooltip label={t(isOpen ? "nav.closeRail" : "nav.openRail")} position="right">
          <button
            type="button"
            className={styles.footButton}
            onClick={toggle}
            aria-label={t(isOpen ? "nav.closeRail" : "nav.openRail")}
          >
            <Arrow size={18} stroke={1.7} aria-hidden />
            {isOpen ? <span>{t("nav.closeRail")}</span> : null}
          </button>
        </Tooltip>
      </div>
    </nav>
  );
}

interface RailLinkProps {
  readonly destination: Destination;
  readonly unread: number;
}

function RailLink({ destination, unread }: RailLinkProps) {
  const { t } = useTranslation("common");
  const { key, to, icon: Glyph } = destination;
  const count = key === "inbox" ? unread : 0;
  return (
    <NavLink to={to} end={to === paths.home} className={styles.item ?? ""}>
      <Glyph size={20} stroke={1.7} aria-hidden />
      <span>{t(`nav.${key}`)}</span>
      {count > 0 ? (
        <span className={styles.count} aria-label={t("nav.unread", { count })}>
          {count > 99 ? "99+" : count}
        </span>
      ) : null}
    </NavLink>
  );
}

interface RailState {
  readonly isOpen: boolean;
}

function MemberMenu({ member, isOpen }: AppShellProps & RailState) {
  const { t } = useTranslation("common");
  return (
    <MantineMenu position="right-end" width={240}>
      <MantineMenu.Target>
        <button
          type="button"
          className={styles.footButton}
          aria-label={`${member.name}: ${t("member.menu")}`}
        >
          <PersonMark name={member.name} size={28} />
          {isOpen ? <span className={styles.footName}>{member.name}</span> : null}
        </button>
      </MantineMenu.Target>
      <MemberMenuItems member={member} />
    </MantineMenu>
  );
}

function MemberMenuItems({
  member,
  children,
}: Pick<AppShellProps, "member"> & { readonly children?: ReactNode }) {
  const { t } = useTranslation("common");
  return (
    <MantineMenu.Dropdown>
      {children}
      <MenuLabel>
        {member.email} · {t(`role.${member.role}`)}
      </MenuLabel>
      <MenuLink to={paths.settingsProfile} icon={IconUser}>
        {t("member.profile")}
      </MenuLink>
      <Form method="post" action={paths.signOut} reloadDocument>
        <MantineMenu.Item
          component="button"
          type="submit"
          closeMenuOnClick={false}
          leftSection={<IconLogout size={16} stroke={1.7} aria-hidden />}
        >
          {t("member.signOut")}
        </MantineMenu.Item>
      </Form>
    </MantineMenu.Dropdown>
  );
}

function PhoneBar(props: AppShellProps) {
  const { unread, member } = props;
  const { t } = useTranslation("common");
  const rest = destinations.filter(({ key }) => !phoneDestinations.some((one) => one.key === key));
  return (
    <nav className={styles.bar} aria-label={t("nav.label")}>
      {phoneDestinations.map((destination) => (
        <RailLink key={destination.key} destination={destination} unread={unread} />
      ))}
      <MantineMenu position="top-end" width={240}>
        <MantineMenu.Target>
          <button type="button" className={styles.item}>
            <IconDots size={20} stroke={1.7} aria-hidden />
            <span>{t("nav.more")}</span>
          </button>
        </MantineMenu.Target>
        <MemberMenuItems member={member}>
          {rest.map(({ key, to, icon }) => (
            <MenuLink key={key} to={to} icon={icon}>
              {t(`nav.${key}`)}
            </MenuLink>
          ))}
          <MenuDivider />
          {hasWorkspaceMenu(props) ? (
            <>
              <WorkspaceItems {...props} />
              <MenuDivider />
            </>
          ) : null}
        </MemberMenuItems>
      </MantineMenu>
    </nav>
  );
}
