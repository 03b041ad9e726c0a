import { timingSafeEqual } from "node:crypto";
import type { MediaPort } from "#channels/contract.ts";
import { HOUR_MS } from "#core/duration.ts";
import { findMediaFile } from "#models/media.server.ts";
import type { Runtime } from "./runtime.server.ts";

const LINK_LIFE_MS = 24 * HOUR_MS;

type Parts = Pick<Runtime, "publicUrl" | "vault" | "files" | "now">;

/** What adapters get: links a provider can fetch for a day, and the bytes for those that upload. */
export function createMediaPort(parts: Parts): MediaPort {
  return {
    url: ({ mediaId }) => mediaLink(mediaId, parts),
    async bytes({ mediaId }) {
      const row = await findMediaFile(mediaId);
      const bytes = row ? await parts.files.get(row.displayKey ?? row.originalKey) : null;
      if (!bytes) throw new Error(`The file of ${mediaId} is not in the store.`);
      return bytes;
    },
  };
}

/** The link says which file until when; anything else about it is in the signature. */
export function mediaLink(
  mediaId: string,
  { publicUrl, vault, now }: Omit<Parts, "files">,
  lifeMs = LINK_LIFE_MS,
): string {
  const until = now().getTime() + lifeMs;
  const signature = vault.sign("media-link", `${mediaId}.${until}`);
  return `${publicUrl}/media/${mediaId}?until=${until}&signature=${signature}`;
}

/** True when this very link was made here and its time is not over. */
export function isMediaLink(
  mediaId: string,
  query: URLSearchParams,
  { vault, now }: Pick<Runtime, "vault" | "now">,
): boolean {
  const until = query.get("until") ?? "";
  const given = Buffer.from(query.get("signature") ?? "");
  const expected = Buffer.from(vault.sign("media-link", `${mediaId}.${until}`));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
  return Number(until) >= now().getTime();
}
