import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

/** What we send: a deep blue-green. Shade 7 is the light theme's accent, 4 the dark theme's. */
const out: MantineColorsTuple = [
  "#eaf6f4",
  "#d3ebe7",
  "#a6d8d0",
  "#78c8bb",
  "#4fc3b1",
  "#2f9f90",
  "#158477",
  "#0b6e63",
  "#095b52",
  "#064740",
];

/** What people answer: a warm coral. */
const back: MantineColorsTuple = [
  "#fdf0ed",
  "#fadfd8",
  "#f6c1b5",
  "#ffae9c",
  "#ff9b85",
  "#e3694f",
  "#d1533a",
  "#c2452d",
  "#a03623",
  "#7d2a1b",
];

const gray: MantineColorsTuple = [
  "#f7f9f8",
  "#eff3f1",
  "#e7edea",
  "#dfe6e3",
  "#c6d1cd",
  "#7d8e89",
  "#55635f",
  "#3f4c48",
  "#2a3532",
  "#16211f",
];

const dark: MantineColorsTuple = [
  "#edf3f1",
  "#c9d4d1",
  "#a9b8b4",
  "#73837f",
  "#2b3735",
  "#1d2827",
  "#17201f",
  "#101716",
  "#0c1211",
  "#080d0c",
];

const green: MantineColorsTuple = [
  "#e9f6ed",
  "#d2ecda",
  "#a6d8b5",
  "#86d3a0",
  "#6fcf8f",
  "#3f9e60",
  "#2a8a4b",
  "#1f7a3f",
  "#176031",
  "#104824",
];
const yellow: MantineColorsTuple = [
  "#fbf3e0",
  "#f5e4bb",
  "#edd08a",
  "#e9c26c",
  "#e5b454",
  "#b9821a",
  "#a06b06",
  "#8a5a00",
  "#6c4700",
  "#4f3400",
];
const red: MantineColorsTuple = [
  "#fdeeec",
  "#fad9d6",
  "#f4b3ad",
  "#fba19a",
  "#ff8f86",
  "#d8453a",
  "#c4332a",
  "#b3261e",
  "#8f1d17",
  "#6d1611",
];
const blue: MantineColorsTuple = [
  "#ebf1fc",
  "#d5e2f8",
  "#adc6f1",
  "#9ebdf8",
  "#8fb4ff",
  "#4a79d2",
  "#3566c2",
  "#2457b3",
  "#1b448d",
  "#13326a",
];

const fontFamily =
  '-apple-system, "Segoe UI", Roboto, Ubuntu, Cantarell, "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif';

interface FilledProps {
  readonly variant?: string;
  readonly color?: string;
}

function isFilled(variant: string | undefined): boolean {
  return variant === undefined || variant === "filled";
}

function onColor(color: string | undefined): string {
  return color === "red" ? "var(--on-bad)" : "var(--on-out)";
}

export const theme = createTheme({
  primaryColor: "out",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { out, back, gray, dark, green, yellow, red, blue },
  white: "#ffffff",
  black: "#16211f",
  fontFamily,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "DejaVu Sans Mono", Menlo, monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  spacing: { xs: "8px", sm: "12px", md: "16px", lg: "24px", xl: "32px" },
  radius: { xs: "4px", sm: "6px", md: "10px", lg: "16px", xl: "24px" },
  defaultRadius: "sm",
  shadows: { xs: "none", sm: "none", md: "0 6px 24px rgb(22 33 31 / 14%)" },
  headings: {
    fontFamily,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "26px", lineHeight: "1.25" },
      h2: { fontSize: "20px", lineHeight: "1.3" },
      h3: { fontSize: "16px", lineHeight: "1.4" },
      h4: { fontSize: "14px", lineHeight: "1.5" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // The kit reckons the text on a filled part from the light theme's shade alone.
    Button: {
      vars: (_theme: unknown, { variant, color }: FilledProps) => ({
        root: isFilled(variant) ? { "--button-color": onColor(color) } : {},
      }),
    },
    ActionIcon: {
      vars: (_theme: unknown, { variant, color }: FilledProps) => ({
        root: isFilled(variant) ? { "--ai-color": onColor(color) } : {},
      }),
    },
    Checkbox: { defaultProps: { radius: "xs" } },
    Popover: { defaultProps: { shadow: "md", withinPortal: true } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-end" } },
    Modal: { defaultProps: { centered: true, radius: "md", overlayProps: { opacity: 0.45 } } },
    Drawer: { defaultProps: { overlayProps: { opacity: 0.45 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Paper: { defaultProps: { radius: "md", withBorder: true, shadow: "none" } },
  },
});

/** Mantine's own surfaces follow our tokens, so a Mantine part and one of ours never differ. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "#f7f9f8",
    "--mantine-color-text": "#16211f",
    "--mantine-color-dimmed": "#55635f",
    "--mantine-color-default": "#ffffff",
    "--mantine-color-default-hover": "#eff3f1",
    "--mantine-color-default-border": "#c6d1cd",
    "--mantine-color-placeholder": "#65726f",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-anchor": "#0b6e63",
  },
  dark: {
    "--mantine-color-body": "#101716",
    "--mantine-color-text": "#edf3f1",
    "--mantine-color-dimmed": "#a9b8b4",
    "--mantine-color-default": "#17201f",
    "--mantine-color-default-hover": "#1d2827",
    "--mantine-color-default-border": "#3a4946",
    "--mantine-color-placeholder": "#8b9a96",
    "--mantine-color-error": "#ff8f86",
    "--mantine-color-anchor": "#4fc3b1",
  },
});
