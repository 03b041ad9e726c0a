import { Tooltip } from "@mantine/core";
import { useFormat } from "#app/lib/format.ts";

export interface RelativeTimeProps {
  readonly at: Date | string;
  /** "relative" (3 min ago), "short" (14:02 or 3 Mar), "full" (Tuesday 3 March 2026, 14:02). */
  readonly form?: "relative" | "short" | "full";
}

/** A point in time in words; the exact one with its zone on hover. */
export function RelativeTime({ at, form = "relative" }: RelativeTimeProps) {
  const format = useFormat();
  const instant = new Date(at);
  return (
    <Tooltip label={format.exact(instant)}>
      <time dateTime={instant.toISOString()} suppressHydrationWarning>
        {format[form](instant)}
      </time>
    </Tooltip>
  );
}
