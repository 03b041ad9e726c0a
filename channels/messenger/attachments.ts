import { z } from "zod";
import type { InboundContent, InboundMedia } from "../contract.ts";

const attachment = z.object({
  type: z.string(),
  payload: z
    .looseObject({
      url: z.string().optional(),
      title: z.string().optional(),
      coordinates: z.object({ lat: z.number(), long: z.number() }).optional(),
    })
    .optional()
    .catch(undefined),
});
type Attachment = z.infer<typeof attachment>;

const kinds: Readonly<Record<string, InboundMedia["kind"]>> = {
  image: "image",
  sticker: "image",
  video: "video",
  audio: "audio",
  file: "document",
};

/** null = nothing in them that can be shown, and the text stands alone. */
export function attachmentContent(given: readonly unknown[], text: string): InboundContent | null {
  const attachments = given.flatMap((one) => attachment.safeParse(one).data ?? []);
  const media = attachments.flatMap(readFile);
  if (media.length > 0) return { type: "media", media, caption: text };
  const place = attachments.find((one) => one.payload?.coordinates)?.payload;
  if (place?.coordinates) {
    const { lat: latitude, long: longitude } = place.coordinates;
    return { type: "location", latitude, longitude, label: place.title ?? null };
  }
  if (text !== "") return null;
  const first = attachments[0];
  const title = first?.payload?.title;
  const detail = [first?.type, title].filter(Boolean).join(": ");
  return { type: "other", what: "attachment", detail: detail || null };
}

/** Reels and shared posts come with relative or foreign links; only real files are files. */
function readFile({ type, payload }: Attachment): InboundMedia[] {
  const kind = kinds[type];
  const url = payload?.url;
  if (!kind || !url || !/^https?:\/\//.test(url)) return [];
  return [{ kind, mimeType: null, fileName: nameOf(url), url }];
}

function nameOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  return /^[\w.() -]+\.\w{2,5}$/.test(last) ? last : null;
}
