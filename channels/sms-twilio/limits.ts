import type { Limits } from "../contract.ts";

const readOn = "2026-11-20";
const resource = "https://www.twilio.com/docs/messaging/api/message-resource";
const mmsTypes = "https://www.twilio.com/docs/messaging/guides/accepted-mime-types";

export const limits: Limits = {
  textMax: { value: 1600, unit: "characters", source: resource, readOn },
  captionMax: { value: 1600, unit: "characters", source: resource, readOn },
  buttons: null,
  list: null,
  media: {
    image: {
      maxBytes: { value: 5_000_000, unit: "bytes", source: mmsTypes, readOn },
      mimeTypes: ["image/jpeg", "image/png", "image/gif"],
    },
    video: {
      maxBytes: { value: 500_000, unit: "bytes", source: mmsTypes, readOn },
      mimeTypes: ["video/mp4", "video/3gpp"],
    },
    audio: {
      maxBytes: { value: 500_000, unit: "bytes", source: mmsTypes, readOn },
      mimeTypes: ["audio/mpeg", "audio/mp4", "audio/ogg"],
    },
    document: {
      maxBytes: { value: 500_000, unit: "bytes", source: mmsTypes, readOn },
      mimeTypes: ["application/pdf", "text/vcard"],
    },
  },
  ratePerSecond: {
    value: 10, // long code or name outside the US and Canada; set per account for others
    unit: "messages/s",
    source: "https://www.twilio.com/docs/messaging/guides/scaling-queueing-latency",
    readOn,
  },
  serviceWindowHours: null,
  templateOutsideWindow: false,
  html: false,
};
