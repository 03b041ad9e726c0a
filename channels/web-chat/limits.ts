import type { Limits, MediaLimit } from "../contract.ts";

const source = "app/widget: our own limit";
const readOn = "2026-11-22";
const files = (mimeTypes: readonly string[]): MediaLimit => ({
  maxBytes: { value: 10_000_000, unit: "bytes", source, readOn },
  mimeTypes,
});

/** We are the provider: these numbers are promises of the widget and its endpoints. */
export const limits: Limits = {
  textMax: { value: 4000, unit: "utf16", source, readOn },
  captionMax: { value: 4000, unit: "utf16", source, readOn },
  buttons: {
    max: { value: 10, unit: "buttons", source, readOn },
    titleMax: { value: 60, unit: "utf16", source, readOn },
  },
  list: null,
  media: {
    image: files(["image/jpeg", "image/png", "image/gif", "image/webp"]),
    video: files(["video/mp4", "video/webm"]),
    audio: files(["audio/mpeg", "audio/mp4", "audio/ogg"]),
    document: files(["*/*"]),
  },
  ratePerSecond: { value: 200, unit: "messages/s", source: "own database", readOn },
  serviceWindowHours: null,
  templateOutsideWindow: false,
  html: false,
};
