import type { Limits, Sourced } from "../contract.ts";

const readOn = "2026-11-22";
/** Sources are the keys of docs/channels.md: [PW] pywa, [MD] Meta's pages, [VN] vendors. */
const sourced = (value: number, unit: string, source: string): Sourced => ({
  value,
  unit,
  source,
  readOn,
});

const vendors = "[VN] AWS, VTEX: supported media";
const megabytes = (count: number): Sourced => sourced(count * 1024 * 1024, "bytes", vendors);

export const limits: Limits = {
  textMax: sourced(4_096, "characters", "[PW], [MD]: text body"),
  captionMax: sourced(1_024, "characters", "[PW]: caption"),
  buttons: {
    max: sourced(3, "buttons", "[PW], [MD]: interactive reply buttons"),
    titleMax: sourced(20, "characters", "[PW], [MD]: reply title"),
  },
  list: {
    rowsMax: sourced(10, "rows", "[PW], [MD]: rows in all sections"),
    titleMax: sourced(24, "characters", "[PW], [MD]: row title"),
  },
  media: {
    image: { maxBytes: megabytes(5), mimeTypes: ["image/jpeg", "image/png"] },
    video: { maxBytes: megabytes(16), mimeTypes: ["video/mp4", "video/3gpp"] },
    audio: {
      maxBytes: megabytes(16),
      mimeTypes: ["audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"],
    },
    document: {
      maxBytes: megabytes(100),
      mimeTypes: [
        "text/plain",
        "application/pdf",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      ],
    },
  },
  // The number's ceiling is 80 in and out together; the rest is for replies.
  ratePerSecond: sourced(60, "messages/s", "[MD:whatsapp/throughput, 2026-05-21]: 80 per number"),
  serviceWindowHours: sourced(24, "hours", "[MD:pricing], [MD:send-messages]"),
  templateOutsideWindow: true,
  html: false,
};

/** Lengths only the encoder cares about. */
export const parts = {
  interactiveBodyMax: sourced(1_024, "characters", "[PW], [MD]: interactive body"),
  listButtonMax: sourced(20, "characters", "[PW], [MD]: list button"),
  sectionTitleMax: sourced(24, "characters", "[PW], [MD]: section title"),
  rowDescriptionMax: sourced(72, "characters", "[PW], [MD]: row description"),
  callbackDataMax: sourced(512, "characters", "[PW]: biz_opaque_callback_data"),
} as const;
