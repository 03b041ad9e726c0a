import { sweepInbound } from "#jobs/definitions/inbound-sweep.ts";
import { handle } from "#jobs/handle.server.ts";
import { sweepReceipts } from "#services/inbound-sweep.server.ts";

export const runSweepInbound = handle(sweepInbound, async (_payload, rt) => {
  const tally = await sweepReceipts(rt);
  if (tally.receipts > 0) rt.log.info({ event: "inbound.swept", ...tally }, "inbound swept");
});
