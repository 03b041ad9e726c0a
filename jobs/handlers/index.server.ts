import type { JobHandler, WorkerLoop } from "#jobs/handle.server.ts";
import { runImportHandler } from "./run-import.server.ts";
import { sweepImportsHandler } from "./sweep-imports.server.ts";
import { dispatchPumpLoop } from "./dispatch-pump.server.ts";
import { restoreWatchLoop } from "./restore-watch.server.ts";
import { runFetchMedia } from "./fetch-media.server.ts";
import { runRelinkReply } from "./relink-reply.server.ts";
import { runSweepInbound } from "./sweep-inbound.server.ts";
import { runProcessInbound } from "./process-inbound.server.ts";
import { runStartCampaign } from "./start-campaign.server.ts";
import { runSweepCampaignStarts } from "./sweep-campaign-starts.server.ts";
import { runSweepConversations } from "./sweep-conversations.server.ts";

/** Every job a worker runs. */
export const handlers: readonly JobHandler[] = [
  runImportHandler,
  sweepImportsHandler,
  runFetchMedia,
  runRelinkReply,
  runSweepInbound,
  runProcessInbound,
  runSweepConversations,
  runStartCampaign,
  runSweepCampaignStarts,
];

/** What a worker keeps running beside its jobs. */
export const loops: readonly WorkerLoop[] = [dispatchPumpLoop, restoreWatchLoop];
