import { Menu as MantineMenu } from "@mantine/core";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import type { Icon } from "./icons.ts";
import styles from "./menu.module.css";

export interface MenuProps {
  /** The button that opens it. */
  readonly target: ReactNode;
  readonly children: ReactNode;
  readonly position?: "bottom-start" | "bottom-end" | "top-start" | "right-end";
}

/** A long menu takes the side with more room and scrolls there: no item stands outside the window. */
const stayInSight = {
  flip: true,
  shift: true,
  size: {
    padding: 8,
    apply({ availableHeight, elements }: { availableHeight: number; elements: Elements }) {
      elements.floating.style.setProperty("--menu-room", `${Math.floor(availableHeight)}px`);
    },
  },
};

interface Elements {
  readonly floating: HTMLElement;
}

export function Menu({ target, children, position = "bottom-end" }: MenuProps) {
  return (
    <MantineMenu position={position} withinPortal middlewares={stayInSight}>
      <MantineMenu.Target>{target}</MantineMenu.Target>
      <MantineMenu.Dropdown className={styles.dropdown ?? ""}>{children}</MantineMenu.Dropdown>
    </MantineMenu>
  );
}

interface ItemLook {
  readonly icon?: Icon;
  readonly isDanger?: boolean;
  readonly children: ReactNode;
}

function look({ icon: Glyph, isDanger }: ItemLook) {
  return {
    ...(Glyph ? { leftSection: <Glyph size={16} stroke={1.7} aria-hidden /> } : {}),
    ...(isDanger ? { c: "var(--bad)" } : {}),
  };
}

export interface MenuItemProps extends ItemLook {
  readonly onClick?: () => void;
  readonly isDisabled?: boolean;
  /** Submits the form with this id. */
  readonly form?: string;
}

export function MenuItem({ onClick, isDisabled = false, form, ...item }: MenuItemProps) {
  return (
    <MantineMenu.Item
      {...look(item)}
      disabled={isDisabled}
      {...(onClick ? { onClick } : {})}
      {...(form ? { component: "button", type: "submit", form, closeMenuOnClick: false } : {})}
    >
      {item.children}
    </MantineMenu.Item>
  );
}

export function MenuLink({ to, ...item }: ItemLook & { readonly to: string }) {
  return (
    <MantineMenu.Item component={Link} to={to} {...look(item)}>
      {item.children}
    </MantineMenu.Item>
  );
}

export const MenuLabel = MantineMenu.Label;
export const MenuDivider = MantineMenu.Divider;
