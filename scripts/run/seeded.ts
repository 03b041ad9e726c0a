import { z } from "zod";

/** What the seed left for the start screen, in `demo.json` and between processes. */
export const Seeded = z.object({
  signIns: z.array(z.object({ role: z.string(), email: z.string(), password: z.string() })),
  tryThis: z.array(z.string()),
});

const Prepared = z.object({ demo: Seeded.nullable() });

/** Of the last message of the preparing process. */
export function demoOf(message: unknown): z.infer<typeof Seeded> | null {
  return Prepared.parse(message).demo;
}
