import { fetchMedia } from "#jobs/definitions/media-fetch.ts";
import { handle } from "#jobs/handle.server.ts";
import { fetchMessageMedia } from "#services/media-intake.server.ts";

export const runFetchMedia = handle(fetchMedia, async ({ messageId, attempt = 0 }, rt) => {
  const outcome = await fetchMessageMedia({ messageId, attempt }, rt);
  rt.log.info({ event: "media.fetched", messageId, outcome }, "media fetched");
});
