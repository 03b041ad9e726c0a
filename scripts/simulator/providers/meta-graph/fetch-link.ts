import { request } from "undici";
import type { Desk } from "../../desk.ts";
import type { SimMedia } from "../../provider.ts";

/** Media given as a link is fetched by the provider itself; files of nobody's phone are not. */
export function fetchLink(
  desk: Desk,
  phoneId: string | null,
  link: string,
  media: Omit<SimMedia, "mediaId">,
): SimMedia {
  const mediaId = desk.nextId("8");
  if (phoneId !== null) void keep(desk, phoneId, link, mediaId);
  return { mediaId, ...media };
}

async function keep(desk: Desk, phoneId: string, link: string, mediaId: string): Promise<void> {
  try {
    const answer = await request(link, { headersTimeout: 10_000, bodyTimeout: 20_000 });
    const bytes = new Uint8Array(await answer.body.arrayBuffer());
    if (answer.statusCode !== 200) throw new Error(`the link answered ${answer.statusCode}`);
    await desk.journal.putMedia(mediaId, bytes);
  } catch (error) {
    // The phone shows the file's name without a picture, as a phone without signal would.
    console.error(`simulator: cannot fetch a media link: ${String(error)}`);
  }
  desk.announce(phoneId);
}
