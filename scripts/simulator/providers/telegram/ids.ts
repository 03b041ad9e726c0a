import { createHash } from "node:crypto";

/** Telegram's ids are numbers: a stable one for whatever the desk calls a message. */
export function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE(0) & 0x7fffffff;
}

/** The desk keeps `<chat>:<number>`, the adapter's own form; people's messages get theirs here. */
export function messageNumber(deskId: string): number {
  const last = deskId.split(":").at(-1) ?? "";
  return /^\d+$/.test(last) ? Number(last) : numberOf(deskId);
}
