import type { Limits, Sourced } from "../contract.ts";

const readOn = "2026-11-22";
/** Sources are the keys of docs/channels.md: [MD] Meta's pages, [GK] general knowledge. */
const sourced = (value: number, unit: string, source: string): Sourced => ({
  value,
  unit,
  source,
  readOn,
});

const anyFile = sourced(25 * 1024 * 1024, "bytes", "[GK]: attachment 25 MB");

export const limits: Limits = {
  textMax: sourced(2_000, "characters", "[MD]: text of the Send API"),
  // An attachment has no caption; picture and words together are a card of two lines of 80.
  captionMax: sourced(160, "characters", "[MD]: generic template, title 80 + subtitle 80"),
  buttons: {
    max: sourced(3, "buttons", "[MD:template/button, 2026-04-22]"),
    titleMax: sourced(20, "characters", "[GK]: button title"),
  },
  list: {
    rowsMax: sourced(13, "quick replies", "[MD]: quick replies"),
    titleMax: sourced(20, "characters", "[MD]: quick reply title"),
  },
  media: {
    image: {
      maxBytes: sourced(8 * 1024 * 1024, "bytes", "[GK]: images 8 MB"),
      mimeTypes: ["image/jpeg", "image/png", "image/gif"],
    },
    video: { maxBytes: anyFile, mimeTypes: ["video/mp4"] },
    audio: { maxBytes: anyFile, mimeTypes: ["audio/mpeg", "audio/mp4", "audio/aac", "audio/wav"] },
    document: { maxBytes: anyFile, mimeTypes: ["*/*"] },
  },
  // 300 calls/s are published for text and 10/s for sound and film; these are safe defaults.
  ratePerSecond: sourced(100, "messages/s", "[MD:graph-api/overview/rate-limiting, 2026-03-23]"),
  serviceWindowHours: sourced(24, "hours", "[MD]: standard messaging window"),
  templateOutsideWindow: false,
  html: false,
};

/** Lengths only the encoder cares about. */
export const parts = {
  buttonTextMax: sourced(640, "characters", "[MD:template/button, 2026-04-22]"),
  cardLineMax: sourced(80, "characters", "[MD]: generic template, title and subtitle"),
  metadataMax: sourced(1_000, "characters", "[GK]: metadata"),
} as const;
