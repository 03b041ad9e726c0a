import type { IdKind } from "./id.ts";

/** Everything impure a use case may be handed. core/ itself takes values, never these functions. */
export interface Effects {
  /** The current instant, corrected to the database server's clock. */
  now(): Date;
  /** A fresh sortable id with its prefix, e.g. `con_01JD…` (ULID, 26 characters after the prefix). */
  newId(kind: IdKind): string;
  /** Uniform in [0, 1). */
  roll(): number;
}
