import { relinkReply } from "#jobs/definitions/relink-reply.ts";
import { handle } from "#jobs/handle.server.ts";
import { relink } from "#services/attribution.server.ts";

export const runRelinkReply = handle(relinkReply, async (payload, rt) => {
  const outcome = await relink(payload, rt);
  rt.log.info({ event: "reply.relinked", messageId: payload.messageId, outcome }, "reply relinked");
});
