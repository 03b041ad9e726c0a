import type { Limits } from "../contract.ts";

const readOn = "2026-11-20";
const methods = "https://core.telegram.org/bots/api#available-methods";

/** Text counts in UTF-16 units after entities are parsed; we send plain text, so as written. */
export const limits: Limits = {
  textMax: { value: 4096, unit: "utf16", source: `${methods} (sendMessage)`, readOn },
  captionMax: { value: 1024, unit: "utf16", source: `${methods} (sendPhoto)`, readOn },
  buttons: {
    // No published ceiling for rows; beyond this a phone screen is a wall of buttons.
    max: { value: 10, unit: "buttons", source: "own limit", readOn },
    titleMax: { value: 64, unit: "utf16", source: "own limit: longer titles are cut", readOn },
  },
  list: null,
  media: {
    image: {
      maxBytes: { value: 10_000_000, unit: "bytes", source: `${methods} (sendPhoto)`, readOn },
      mimeTypes: ["image/jpeg", "image/png", "image/webp"],
    },
    video: {
      maxBytes: { value: 50_000_000, unit: "bytes", source: `${methods} (sendVideo)`, readOn },
      mimeTypes: ["video/mp4"],
    },
    audio: {
      maxBytes: { value: 50_000_000, unit: "bytes", source: `${methods} (sendAudio)`, readOn },
      mimeTypes: ["audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg"],
    },
    document: {
      maxBytes: { value: 50_000_000, unit: "bytes", source: `${methods} (sendDocument)`, readOn },
      mimeTypes: ["*/*"],
    },
  },
  ratePerSecond: {
    value: 25, // the ceiling is about 30; the rest is left for agents' replies
    unit: "messages/s",
    source: "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this",
    readOn,
  },
  serviceWindowHours: null,
  templateOutsideWindow: false,
  html: false,
};

/** What Telegram fetches by itself from a link; anything else is uploaded. */
export const byUrl = {
  photoMaxBytes: { value: 5_000_000, unit: "bytes", source: `${methods} (sending files)`, readOn },
  fileMaxBytes: { value: 20_000_000, unit: "bytes", source: `${methods} (sending files)`, readOn },
  /** sendDocument takes links to these only. */
  documentMimeTypes: ["application/pdf", "application/zip", "image/gif"],
} as const;

/** A button's callback_data, in UTF-8 bytes. */
export const callbackDataMax = {
  value: 64,
  unit: "bytes",
  source: "https://core.telegram.org/bots/api#inlinekeyboardbutton",
  readOn,
} as const;
