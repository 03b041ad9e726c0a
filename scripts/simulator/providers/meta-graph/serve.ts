import { createHash } from "node:crypto";
import type { Desk } from "../../desk.ts";
import { json, type SimAccount, type SimAnswer, type SimCall } from "../../provider.ts";
import { badToken, graphError } from "./errors.ts";
import { sendMessenger } from "./messenger-send.ts";
import { serveTemplates } from "./templates.ts";
import { sendWhatsapp } from "./whatsapp-send.ts";

function bearer(call: SimCall): string {
  return (call.headers.authorization ?? "").replace(/^Bearer /, "");
}

function accountOfToken(desk: Desk, call: SimCall): SimAccount | null {
  const token = bearer(call);
  const all = [...desk.accounts("whatsapp"), ...desk.accounts("messenger")];
  return token === "" ? null : (all.find((one) => one.settings.accessToken === token) ?? null);
}

function accountOfNode(desk: Desk, node: string): SimAccount | null {
  return (
    desk.accountBy("whatsapp", "phoneNumberId", node) ??
    desk.accountBy("messenger", "pageId", node) ??
    desk.accountBy("whatsapp", "wabaId", node)
  );
}

export async function serve(call: SimCall, desk: Desk): Promise<SimAnswer> {
  const [, version = "", node = "", edge = ""] = call.path.split("/");
  // Files: WhatsApp's need the token, Messenger's are open links.
  if (version === "_media") return serveFile(desk, node, accountOfToken(desk, call) !== null);
  if (version === "_cdn") return serveFile(desk, node, true);
  if (!/^v\d+\.\d+$/.test(version)) {
    return graphError(400, 2_500, `Unknown path components: ${call.path}`);
  }
  const account = accountOfNode(desk, node);
  if (!account) return serveMedia(desk, call, node);
  if (bearer(call) !== account.settings.accessToken) return badToken();
  if (edge === "message_templates") return serveTemplates(desk, account, call);
  if (edge === "" && call.method === "GET") return describeNode(account, node);
  if (edge !== "messages" || call.method !== "POST") {
    return graphError(400, 100, `Unsupported ${call.method.toLowerCase()} request`);
  }
  const body: unknown = JSON.parse(Buffer.from(call.body).toString("utf8"));
  return account.adapterId === "whatsapp"
    ? sendWhatsapp(desk, account, body)
    : sendMessenger(desk, account, body);
}

function describeNode(account: SimAccount, node: string): SimAnswer {
  if (account.adapterId === "messenger") return json(200, { id: node, name: account.name });
  return json(200, {
    id: node,
    display_phone_number: String(account.settings.displayNumber ?? "+31 20 555 0100"),
    verified_name: account.name,
    quality_rating: "GREEN",
    platform_type: "CLOUD_API",
    throughput: { level: "STANDARD" },
  });
}

async function serveMedia(desk: Desk, call: SimCall, mediaId: string): Promise<SimAnswer> {
  if (accountOfToken(desk, call) === null) return badToken();
  const bytes = await desk.journal.media(mediaId);
  const media = findMedia(desk, mediaId);
  if (!bytes || !media) {
    return graphError(400, 100, `Object with ID '${mediaId}' does not exist`, {
      error_subcode: 33,
    });
  }
  return json(200, {
    url: `${desk.url}/graph/_media/${mediaId}`,
    mime_type: media.mimeType,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    file_size: bytes.length,
    id: mediaId,
    messaging_product: "whatsapp",
  });
}

async function serveFile(desk: Desk, mediaId: string, isAllowed: boolean): Promise<SimAnswer> {
  const bytes = isAllowed ? await desk.journal.media(mediaId) : null;
  const type = findMedia(desk, mediaId)?.mimeType ?? "application/octet-stream";
  if (bytes) return { kind: "answer", status: 200, headers: { "content-type": type }, body: bytes };
  const headers = { "content-type": "text/html" };
  return { kind: "answer", status: 200, headers, body: "<html><body>Sorry</body></html>" };
}

function findMedia(desk: Desk, mediaId: string): { readonly mimeType: string } | null {
  const media = desk
    .phones()
    .flatMap((phone) => desk.messages(phone.phoneId))
    .flatMap((message) => message.content.media);
  return media.find((one) => one.mediaId === mediaId) ?? null;
}
