import { z } from "zod";
import { operatorDecisions } from "#core/delivery/operator.ts";

/** A member's word about the ticked messages of a page of recipients. */
export const DecisionForm = z.object({
  decision: z.enum(operatorDecisions),
  reason: z.string().trim().min(1).max(300),
  deliveryIds: z
    .string()
    .max(10_000)
    .transform((ids) => ids.split(",").filter(Boolean))
    .pipe(z.array(z.string().max(100)).min(1).max(50)),
});
