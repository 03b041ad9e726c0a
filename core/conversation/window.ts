import { HOUR_MS } from "../duration.ts";

/** Whether a free-form message may be written now. `until` is the instant the permission ends. */
export type ServiceWindow =
  | { readonly kind: "always" }
  | { readonly kind: "open"; readonly until: Date }
  /** `needsTemplate`: an approved template may still be sent; else the channel stays silent. */
  | { readonly kind: "closed"; readonly since: Date | null; readonly needsTemplate: boolean };

export interface WindowRule {
  /** null = free-form messages are always allowed. */
  readonly serviceWindowHours: { readonly value: number } | null;
  readonly templateOutsideWindow: boolean;
}

/** Every message of the person opens the window anew; it ends exactly `hours` later, the instant itself excluded. */
export function serviceWindow(
  rule: WindowRule,
  lastInboundAt: Date | null,
  now: Date,
): ServiceWindow {
  if (rule.serviceWindowHours === null) return { kind: "always" };
  const needsTemplate = rule.templateOutsideWindow;
  if (lastInboundAt === null) return { kind: "closed", since: null, needsTemplate };
  const until = new Date(lastInboundAt.getTime() + rule.serviceWindowHours.value * HOUR_MS);
  return now < until ? { kind: "open", until } : { kind: "closed", since: until, needsTemplate };
}
