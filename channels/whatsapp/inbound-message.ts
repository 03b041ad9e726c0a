import { z } from "zod";
import type { InboundContent, InboundEvent, InboundMedia } from "../contract.ts";
import { readTimestamp } from "../shared/meta-graph/webhook.ts";
import { readSender } from "./sender.ts";
import { base, ignored, type Surroundings } from "./surroundings.ts";

const media = z.object({
  id: z.coerce.string(),
  mime_type: z.string().optional(),
  filename: z.string().optional(),
  caption: z.string().optional(),
});
const reply = z.object({ id: z.string(), title: z.string().catch("") });

/** Every part is optional and caught: an odd part costs itself, never the message. */
const message = z.looseObject({
  id: z.string().min(1),
  type: z.string().catch("unknown"),
  timestamp: z.unknown().optional(),
  from: z.coerce.string().optional().catch(undefined),
  from_user_id: z.string().optional().catch(undefined),
  text: z.object({ body: z.string() }).optional().catch(undefined),
  location: z
    .object({
      latitude: z.coerce.number(),
      longitude: z.coerce.number(),
      name: z.string().optional(),
      address: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  contacts: z.array(z.unknown()).optional().catch(undefined),
  reaction: z
    .object({ message_id: z.string(), emoji: z.string().optional() })
    .optional()
    .catch(undefined),
  button: z
    .object({ payload: z.string().optional(), text: z.string().catch("") })
    .optional()
    .catch(undefined),
  interactive: z
    .looseObject({
      type: z.string().optional(),
      button_reply: reply.optional().catch(undefined),
      list_reply: reply.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  edit: z
    .object({ original_message_id: z.string(), message: z.unknown().optional() })
    .optional()
    .catch(undefined),
  revoke: z.object({ original_message_id: z.string() }).optional().catch(undefined),
  system: z.looseObject({ type: z.string().optional() }).optional().catch(undefined),
  unsupported: z.object({ type: z.string() }).optional().catch(undefined),
  context: z.object({ id: z.string().optional() }).optional().catch(undefined),
  referral: z
    .object({
      ctwa_clid: z.string().optional(),
      source_id: z.string().optional(),
      source_url: z.string().optional(),
    })
    .optional()
    .catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});
type Message = z.infer<typeof message>;

export function readMessage(value: unknown, around: Surroundings): InboundEvent {
  const parsed = message.safeParse(value);
  if (!parsed.success) return ignored(around, "unreadable");
  const given = parsed.data;
  const from = readSender(given, around);
  // A changed number names the old owner only in prose; nothing is sent or merged on that.
  if (given.type === "system") return ignored(around, "unused", given.system?.type);
  if (from === null) return ignored(around, "no-sender");
  const at = readTimestamp(given.timestamp, around.receivedAt);
  const start = { ...base(around), at, from };
  if (given.type === "reaction" && given.reaction) {
    const { message_id: target, emoji } = given.reaction;
    return { ...start, type: "reaction", target, emoji: emoji ? emoji : null };
  }
  if (given.revoke) {
    return { ...start, type: "deleted", target: given.revoke.original_message_id };
  }
  const quoted = given.edit?.original_message_id ?? given.context?.id;
  const referral = given.referral;
  const ref = referral?.ctwa_clid ?? referral?.source_id ?? referral?.source_url;
  return {
    ...start,
    type: "message",
    externalId: given.id,
    content: readContent(given),
    ...(quoted ? { inReplyTo: quoted } : {}),
    ...(ref ? { referral: ref } : {}),
  };
}

const mediaKinds: Readonly<Record<string, InboundMedia["kind"]>> = {
  image: "image",
  sticker: "image",
  video: "video",
  audio: "audio",
  voice: "audio",
  document: "document",
};

function readContent(given: Message): InboundContent {
  const kind = mediaKinds[given.type];
  const file = kind && media.safeParse(given[given.type]).data;
  if (kind && file) return readMedia(kind, file);
  if (given.text) return { type: "text", text: given.text.body };
  const { button, location, interactive } = given;
  if (button) return { type: "choice", id: button.payload ?? button.text, title: button.text };
  const choice = interactive?.button_reply ?? interactive?.list_reply;
  if (choice) return { type: "choice", id: choice.id, title: choice.title };
  if (location) {
    const { latitude, longitude, name, address } = location;
    const label = [name, address].filter(Boolean).join(", ");
    return { type: "location", latitude, longitude, label: label || null };
  }
  if (given.edit) return readEdit(given.edit.message);
  return describe(given);
}

function readMedia(kind: InboundMedia["kind"], file: z.infer<typeof media>): InboundContent {
  const { id, mime_type, filename, caption } = file;
  const one = { kind, providerId: id, mimeType: mime_type ?? null, fileName: filename ?? null };
  return { type: "media", media: [one], caption: caption ?? "" };
}

/** The new wording as a message of its own that quotes the old one; what was read stays readable. */
function readEdit(edited: unknown): InboundContent {
  const { data } = z.looseObject({}).safeParse(edited);
  const parsed = message.safeParse({ id: "edit", ...data });
  return parsed.success && !parsed.data.edit
    ? readContent(parsed.data)
    : { type: "other", what: "edited", detail: null };
}

const card = z.object({
  name: z.object({ formatted_name: z.string() }),
  phones: z.array(z.object({ phone: z.string().optional() })).optional(),
});

function describe({ type, contacts, interactive, unsupported }: Message): InboundContent {
  if (type === "contacts") {
    const cards = (contacts ?? []).flatMap((one) => card.safeParse(one).data ?? []);
    const words = cards.map((one) =>
      [one.name.formatted_name, ...(one.phones ?? []).map((p) => p.phone ?? "")].join(" ").trim(),
    );
    return { type: "other", what: "contact-card", detail: words.join("; ") || null };
  }
  if (type === "order") return { type: "other", what: "order", detail: null };
  if (interactive?.type === "nfm_reply") return { type: "other", what: "form", detail: null };
  if (type === "interactive") return { type: "other", what: "unreadable", detail: null };
  return { type: "other", what: "unsupported", detail: unsupported?.type ?? type };
}
