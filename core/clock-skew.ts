/** How far this machine's clock may stand from the database's before somebody should look, and before nothing is sent. */
export const CLOCK_WARN_MS = 1_000;
export const CLOCK_REFUSE_MS = 5_000;

export type ClockState = "fine" | "off" | "refused";

export function clockState(offsetMs: number): ClockState {
  const off = Math.abs(offsetMs);
  if (off > CLOCK_REFUSE_MS) return "refused";
  return off > CLOCK_WARN_MS ? "off" : "fine";
}
