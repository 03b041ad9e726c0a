import type { ProviderVariant } from "./variant.ts";

export interface SlotMismatch {
  readonly wanted: number;
  readonly given: number;
}

/**
 * Slots of an approved text against what we fill: the provider refuses a message with one more or one
 * less. null = they agree, or nobody said what was approved.
 */
export function slotMismatch({ approvedText, body }: ProviderVariant): SlotMismatch | null {
  if (approvedText === undefined || approvedText.trim() === "") return null;
  const names = [...approvedText.matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g)].map((match) => match[1]);
  const wanted = new Set(names).size;
  return wanted === body.length ? null : { wanted, given: body.length };
}
