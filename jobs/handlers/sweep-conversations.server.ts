import { sweepConversations } from "#jobs/definitions/conversation-sweep.ts";
import { handle } from "#jobs/handle.server.ts";
import { wakeSnoozed } from "#services/conversation-moves.server.ts";

export const runSweepConversations = handle(sweepConversations, async (_payload, rt) => {
  const woken = await wakeSnoozed(rt);
  if (woken > 0) rt.log.info({ event: "conversations.woken", woken }, "conversations woken");
});
