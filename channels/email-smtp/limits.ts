import type { Limits, MediaLimit } from "../contract.ts";

const readOn = "2026-11-20";
// 10 MB encoded passes nearly everywhere; base64 adds 37 %.
const attachment: MediaLimit = {
  maxBytes: { value: 7_000_000, unit: "bytes", source: "own limit: 10 MB encoded", readOn },
  mimeTypes: ["*/*"],
};

export const limits: Limits = {
  textMax: {
    value: 100_000,
    unit: "characters",
    source: "https://support.google.com/a/answer/14229414 (long mails are clipped at 102 kB)",
    readOn,
  },
  captionMax: { value: 100_000, unit: "characters", source: "as the text", readOn },
  buttons: null,
  list: null,
  media: { image: attachment, video: attachment, audio: attachment, document: attachment },
  ratePerSecond: {
    value: 10,
    unit: "messages/s",
    source: "own default; your mail server's limit decides",
    readOn,
  },
  serviceWindowHours: null,
  templateOutsideWindow: false,
  html: true,
};

/** Message-IDs in References: the root and the newest are kept. */
export const referencesMax = {
  value: 20,
  unit: "ids",
  source: "RFC 5322 3.6.4, own limit",
  readOn,
};
