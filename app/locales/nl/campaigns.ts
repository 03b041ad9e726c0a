import type { Words } from "../dictionary.ts";
import type { campaigns as en } from "../en/campaigns.ts";

export const campaigns: Words<typeof en> = {};
