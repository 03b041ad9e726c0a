import type { Words } from "../dictionary.ts";
import type { settings as en } from "../en/settings.ts";

export const settings: Words<typeof en> = {};
