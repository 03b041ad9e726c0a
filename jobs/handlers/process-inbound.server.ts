import { processInbound } from "#jobs/definitions/inbound-process.ts";
import { handle } from "#jobs/handle.server.ts";
import { replayReceipts } from "#services/inbound-sweep.server.ts";

export const runProcessInbound = handle(processInbound, async (payload, rt) => {
  const tally = await replayReceipts(payload, rt);
  rt.log.info({ event: "inbound.replayed", ...tally }, "inbound replayed");
});
