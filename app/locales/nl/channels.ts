import type { Words } from "../dictionary.ts";
import type { channels as en } from "../en/channels.ts";

export const channels: Words<typeof en> = {};
