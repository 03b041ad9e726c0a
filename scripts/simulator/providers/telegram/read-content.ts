import { z } from "zod";
import type { Desk } from "../../desk.ts";
import type { SimCall, SimChoice, SimContent, SimMedia } from "../../provider.ts";
import { fetchLink } from "../meta-graph/fetch-link.ts";

export interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, File>>;
}

/** JSON, or multipart whose structured fields are JSON in text. */
export async function readFields(call: SimCall): Promise<Fields> {
  const type = call.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/")) {
    if (call.body.length === 0) return { values: Object.fromEntries(call.query), files: {} };
    const values: unknown = JSON.parse(Buffer.from(call.body).toString("utf8"));
    return { values: z.record(z.string(), z.unknown()).parse(values), files: {} };
  }
  const body = new Uint8Array(call.body);
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const values: Record<string, unknown> = {};
  const files: Record<string, File> = {};
  for (const [name, value] of form) {
    if (typeof value !== "string") files[name] = value;
    else values[name] = /^[[{]/.test(value) ? JSON.parse(value) : value;
  }
  return { values, files };
}

const markup = z.object({
  inline_keyboard: z.array(
    z.array(
      z.object({
        text: z.string().min(1),
        callback_data: z
          .string()
          .refine((text) => Buffer.byteLength(text) <= 64)
          .optional(),
        url: z.url().optional(),
      }),
    ),
  ),
});

const kinds = {
  sendPhoto: { field: "photo", kind: "image", mimeType: "image/jpeg", fileName: "photo.jpg" },
  sendVideo: { field: "video", kind: "video", mimeType: "video/mp4", fileName: "video.mp4" },
  sendAudio: { field: "audio", kind: "audio", mimeType: "audio/mpeg", fileName: "audio.mp3" },
  sendDocument: {
    field: "document",
    kind: "document",
    mimeType: "application/pdf",
    fileName: "document.pdf",
  },
} as const;

/** A string says what Telegram would object to. */
export async function readContent(
  desk: Desk,
  phoneId: string | null,
  method: string,
  fields: Fields,
): Promise<SimContent | string> {
  const isText = method === "sendMessage";
  const text = String(fields.values[isText ? "text" : "caption"] ?? "");
  if (isText && text.trim() === "") return "message text is empty";
  if (text.length > (isText ? 4_096 : 1_024)) return "message is too long";
  const keyboard = fields.values["reply_markup"];
  const parsed = keyboard === undefined ? null : markup.safeParse(keyboard);
  if (parsed && !parsed.success) return "BUTTON_DATA_INVALID";
  const choices: SimChoice[] = (parsed?.data.inline_keyboard ?? [])
    .flat()
    .map(({ text: title, callback_data, url }) => ({
      id: callback_data ?? url ?? title,
      title,
      url,
    }));
  const media = isText ? [] : await readMedia(desk, phoneId, method, fields);
  return media === null ? "there is no file in the request" : { text, media, choices };
}

async function readMedia(
  desk: Desk,
  phoneId: string | null,
  method: string,
  fields: Fields,
): Promise<readonly SimMedia[] | null> {
  const usual = kinds[method as keyof typeof kinds];
  const { field, kind, mimeType, fileName } = usual;
  const file = fields.files[field];
  if (file) {
    const mediaId = desk.nextId("7");
    if (phoneId !== null) {
      await desk.journal.putMedia(mediaId, new Uint8Array(await file.arrayBuffer()));
    }
    return [{ mediaId, kind, mimeType: file.type || mimeType, fileName: file.name || fileName }];
  }
  const link = fields.values[field];
  if (typeof link !== "string" || !URL.canParse(link)) return null;
  return [fetchLink(desk, phoneId, link, { kind, mimeType, fileName })];
}
