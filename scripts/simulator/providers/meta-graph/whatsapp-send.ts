import { z } from "zod";
import type { Desk } from "../../desk.ts";
import { withFaults } from "../../faults.ts";
import { json, type SimAccount, type SimAnswer } from "../../provider.ts";
import { waId } from "./addresses.ts";
import { details, graphError, whatsappDialect } from "./errors.ts";
import { readContent } from "./whatsapp-content.ts";

const sendBody = z.looseObject({
  messaging_product: z.literal("whatsapp"),
  to: z.string().optional(),
  recipient: z.string().optional(),
  type: z.string(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  context: z.object({ message_id: z.string() }).optional(),
});

/** Nobody learns why: the cause of 131026 is hidden on purpose. */
const undeliverable = { code: "131026", detail: "Message Undeliverable." };

/** POST /{phone-number-id}/messages */
export async function sendWhatsapp(
  desk: Desk,
  account: SimAccount,
  given: unknown,
): Promise<SimAnswer> {
  const body = sendBody.safeParse(given);
  if (!body.success) return graphError(400, 100, z.prettifyError(body.error));
  const input = body.data.to ?? body.data.recipient;
  if (input === undefined) return graphError(400, 131_008, "Required parameter is missing");
  const to = body.data.to ? waId(body.data.to) : input;
  const phoneId = desk.phoneAt(account.accountId, to)?.phoneId ?? null;
  const read = readContent(desk, account, phoneId, body.data);
  if ("code" in read) return graphError(400, read.code, "Bad parameter", details(read.detail));
  return withFaults(desk, { account, to }, whatsappDialect, async () => {
    const messageId = desk.nextId("wamid.SIM");
    await desk.accept({
      account,
      to,
      messageId,
      echo: body.data.biz_opaque_callback_data ?? null,
      content: read.content,
      inReplyTo: body.data.context?.message_id ?? null,
      extra: { buttons: body.data.type === "template" ? "template" : "interactive" },
      failure: desk.hasBlocked(account.accountId, to) ? undeliverable : null,
    });
    const isTemplate = body.data.type === "template";
    return json(200, {
      messaging_product: "whatsapp",
      contacts: [{ input, wa_id: to }],
      messages: [{ id: messageId, ...(isTemplate ? { message_status: "accepted" } : {}) }],
    });
  });
}
