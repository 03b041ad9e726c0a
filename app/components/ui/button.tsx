import { ActionIcon, Button as MantineButton, Tooltip } from "@mantine/core";
import { Link } from "@remix-run/react";
import {
  type ComponentPropsWithoutRef,
  forwardRef,
  type MouseEventHandler,
  type ReactNode,
} from "react";
import type { Icon } from "./icons.ts";

/** primary: the one thing this page is for. quiet: text only. danger: stops or removes something. */
export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

const looks: Record<ButtonKind, { variant: string; color?: string }> = {
  primary: { variant: "filled" },
  secondary: { variant: "default" },
  quiet: { variant: "subtle" },
  danger: { variant: "filled", color: "red" },
};

interface Look {
  readonly kind?: ButtonKind | undefined;
  readonly icon?: Icon | undefined;
  readonly size?: "xs" | "sm" | "md" | undefined;
  readonly children: ReactNode;
  readonly fullWidth?: boolean | undefined;
  readonly className?: string | undefined;
}

function styleOf({ kind = "secondary", icon: Glyph, size = "sm", fullWidth, className }: Look) {
  return {
    ...looks[kind],
    size,
    fw: 500,
    ...(fullWidth ? { fullWidth } : {}),
    ...(className ? { className } : {}),
    ...(Glyph ? { leftSection: <Glyph size={16} stroke={1.8} aria-hidden /> } : {}),
  };
}

type NativeButton = Omit<
  ComponentPropsWithoutRef<"button">,
  "color" | "disabled" | "style" | "type" | keyof Look
>;

interface Behaviour {
  /** Default "button": a form is only sent by a button that says so. */
  readonly type?: "button" | "submit" | "reset" | undefined;
  readonly disabled?: boolean | undefined;
  readonly isBusy?: boolean | undefined;
}

export interface ButtonProps extends Look, NativeButton, Behaviour {}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(props, ref) {
  const { kind, icon, size, fullWidth, className, children, ...others } = props;
  const { isBusy = false, disabled = false, type = "button", ...rest } = others;
  return (
    <MantineButton
      ref={ref}
      {...rest}
      {...styleOf({ kind, icon, size, fullWidth, className, children })}
      type={type}
      disabled={disabled}
      loading={isBusy}
    >
      {children}
    </MantineButton>
  );
});

export interface LinkButtonProps extends Look {
  readonly to: string;
  /** A download or another server's page: a plain link, no client navigation. */
  readonly isDocument?: boolean | undefined;
  readonly onClick?: MouseEventHandler<HTMLAnchorElement> | undefined;
}

export function LinkButton({ to, isDocument = false, onClick, ...look }: LinkButtonProps) {
  return (
    <MantineButton
      component={Link}
      to={to}
      reloadDocument={isDocument}
      prefetch={isDocument ? "none" : "intent"}
      {...(onClick ? { onClick } : {})}
      {...styleOf(look)}
    >
      {look.children}
    </MantineButton>
  );
}

export interface IconButtonProps extends NativeButton, Behaviour {
  /** Read aloud and shown on hover; an icon never stands without words. */
  readonly label: string;
  readonly icon: Icon;
  readonly kind?: "quiet" | "secondary" | "primary" | "danger" | undefined;
  readonly size?: "sm" | "md" | "lg" | undefined;
}

const iconSizes = { sm: 28, md: 32, lg: 40 } as const;

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(
  function IconButton(props, ref) {
    const { label, icon: Glyph, kind = "quiet", size = "md", ...others } = props;
    const { isBusy = false, disabled = false, type = "button", ...rest } = others;
    const look =
      kind === "quiet" ? { variant: "subtle", color: "gray", c: "var(--muted)" } : looks[kind];
    return (
      <Tooltip label={label}>
        <ActionIcon
          ref={ref}
          {...rest}
          {...look}
          type={type}
          disabled={disabled}
          size={iconSizes[size]}
          loading={isBusy}
          aria-label={label}
        >
          <Glyph size={size === "lg" ? 20 : 18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
    );
  },
);
