import type { Words } from "../dictionary.ts";
import type { audience as en } from "../en/audience.ts";

export const audience: Words<typeof en> = {};
