import { z } from "zod";
import type { Desk } from "../../desk.ts";
import { withFaults } from "../../faults.ts";
import {
  json,
  type SimAccount,
  type SimAnswer,
  type SimChoice,
  type SimContent,
  type SimMedia,
} from "../../provider.ts";
import { graphError, messengerDialect } from "./errors.ts";
import { fetchLink } from "./fetch-link.ts";

const button = z.object({
  type: z.enum(["web_url", "postback"]),
  title: z.string().min(1).max(20),
  url: z.string().optional(),
  payload: z.string().max(1_000).optional(),
});
const payload = z.looseObject({
  url: z.string().optional(),
  template_type: z.string().optional(),
  text: z.string().max(640).optional(),
  buttons: z.array(button).max(3).optional(),
  elements: z
    .array(
      z.object({
        title: z.string().min(1).max(80),
        subtitle: z.string().max(80).optional(),
        image_url: z.string().optional(),
        buttons: z.array(button).max(3).optional(),
      }),
    )
    .max(10)
    .optional(),
});
const sendBody = z.object({
  recipient: z.object({ id: z.string() }),
  messaging_type: z.enum(["RESPONSE", "UPDATE", "MESSAGE_TAG"]),
  tag: z.literal("HUMAN_AGENT").optional(),
  reply_to: z.object({ mid: z.string() }).optional(),
  message: z.object({
    text: z.string().min(1).max(2_000).optional(),
    metadata: z.string().max(1_000).optional(),
    attachment: z.object({ type: z.string(), payload }).optional(),
    quick_replies: z
      .array(
        z.object({
          content_type: z.literal("text"),
          title: z.string().max(20),
          payload: z.string(),
        }),
      )
      .max(13)
      .optional(),
  }),
});
type Message = z.infer<typeof sendBody>["message"];

/** POST /{page-id}/messages */
export async function sendMessenger(
  desk: Desk,
  account: SimAccount,
  given: unknown,
): Promise<SimAnswer> {
  const body = sendBody.safeParse(given);
  if (!body.success) return graphError(400, 100, z.prettifyError(body.error));
  const { recipient, message } = body.data;
  const to = recipient.id;
  const phoneId = desk.phoneAt(account.accountId, to)?.phoneId ?? null;
  return withFaults(desk, { account, to }, messengerDialect, async () => {
    if (desk.hasBlocked(account.accountId, to)) {
      const more = { error_subcode: 1_545_041 };
      return graphError(400, 200, "This person isn't available right now.", more);
    }
    const messageId = desk.nextId("m_SIM");
    await desk.accept({
      account,
      to,
      messageId,
      echo: message.metadata ?? null,
      content: readContent(desk, phoneId, message),
      inReplyTo: body.data.reply_to?.mid ?? null,
      extra: { buttons: message.quick_replies ? "quick-reply" : "postback" },
    });
    return json(200, { recipient_id: to, message_id: messageId });
  });
}

const kinds: Record<string, { kind: SimMedia["kind"]; mimeType: string }> = {
  image: { kind: "image", mimeType: "image/jpeg" },
  video: { kind: "video", mimeType: "video/mp4" },
  audio: { kind: "audio", mimeType: "audio/mpeg" },
  file: { kind: "document", mimeType: "application/pdf" },
};

/** The name a signed link of ours ends with, else a plain one. */
function nameOf(link: string, type: string): string {
  const last = URL.canParse(link) ? new URL(link).pathname.split("/").at(-1) : "";
  return last && last.includes(".") ? decodeURIComponent(last) : `${type}`;
}

function readContent(desk: Desk, phoneId: string | null, message: Message): SimContent {
  const { attachment } = message;
  const quick = (message.quick_replies ?? []).map((one) => ({ id: one.payload, title: one.title }));
  if (!attachment) return { text: message.text ?? "", media: [], choices: quick };
  const { payload: given, type } = attachment;
  const element = given.elements?.[0];
  const link = given.url ?? element?.image_url;
  const known = kinds[type] ?? { kind: "image" as const, mimeType: "image/jpeg" };
  const media = link
    ? [fetchLink(desk, phoneId, link, { ...known, fileName: nameOf(link, type) })]
    : [];
  const buttons: SimChoice[] = [...(given.buttons ?? []), ...(element?.buttons ?? [])].map(
    (one) => ({ id: one.payload ?? one.url ?? one.title, title: one.title, url: one.url }),
  );
  return {
    text: given.text ?? element?.subtitle ?? "",
    header: element?.title,
    media,
    choices: [...buttons, ...quick],
  };
}
