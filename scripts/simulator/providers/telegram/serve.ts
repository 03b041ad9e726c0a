import type { Desk } from "../../desk.ts";
import { withFaults, type Dialect } from "../../faults.ts";
import { json, type SimAccount, type SimAnswer, type SimCall } from "../../provider.ts";
import { messageNumber, numberOf } from "./ids.ts";
import { readContent, readFields, type Fields } from "./read-content.ts";

const methods = ["sendMessage", "sendPhoto", "sendDocument", "sendVideo", "sendAudio"];

function refusal(code: number, description: string, parameters?: object): SimAnswer {
  const more = parameters ? { parameters } : {};
  return json(code, { ok: false, error_code: code, description, ...more });
}

const dialect: Dialect = {
  throttled: (s) => refusal(429, `Too Many Requests: retry after ${s}`, { retry_after: s }),
  serverError: () => refusal(500, "Internal Server Error"),
  expiredToken: () => refusal(401, "Unauthorized"),
  invalidNumber: () => refusal(400, "Bad Request: chat not found"),
};

export async function serve(call: SimCall, desk: Desk): Promise<SimAnswer> {
  const file = /^\/file\/bot([^/]+)\/files\/([\w.-]+)$/.exec(call.path);
  if (file) return serveFile(desk, file[1] ?? "", file[2] ?? "");
  const [, token = "", method = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(call.path) ?? [];
  const account = desk.accountBy("telegram", "botToken", token);
  if (!account) return refusal(401, "Unauthorized");
  const fields = await readFields(call);
  if (method === "getMe") return json(200, { ok: true, result: describeBot(account) });
  if (method === "setWebhook") return setWebhook(desk, account, fields);
  if (method === "getWebhookInfo")
    return json(200, { ok: true, result: { url: account.webhookUrl } });
  if (method === "answerCallbackQuery") return json(200, { ok: true, result: true });
  if (method === "getFile") return getFile(desk, fields);
  if (!methods.includes(method)) return refusal(404, "Not Found");
  return send(desk, account, method, fields);
}

async function send(
  desk: Desk,
  account: SimAccount,
  method: string,
  fields: Fields,
): Promise<SimAnswer> {
  const to = String(fields.values["chat_id"] ?? "");
  if (!/^-?\d+$/.test(to)) return refusal(400, "Bad Request: chat_id is empty");
  const phoneId = desk.phoneAt(account.accountId, to)?.phoneId ?? null;
  const content = await readContent(desk, phoneId, method, fields);
  if (typeof content === "string") return refusal(400, `Bad Request: ${content}`);
  return withFaults(desk, { account, to }, dialect, async () => {
    if (desk.hasBlocked(account.accountId, to)) {
      return refusal(403, "Forbidden: bot was blocked by the user");
    }
    const messageId = `${to}:${numberOf(desk.nextId("t"))}`;
    const quoted = fields.values["reply_parameters"];
    const inReplyTo = quoted && typeof quoted === "object" ? quotedId(desk, phoneId, quoted) : null;
    await desk.accept({ account, to, messageId, echo: null, content, inReplyTo });
    const chat = { id: Number(to), type: "private" };
    const date = Math.floor(Date.now() / 1_000);
    const result = { message_id: messageNumber(messageId), date, chat };
    return json(200, { ok: true, result });
  });
}

/** The quoted number is one we gave, or one we told for a person's own message. */
function quotedId(desk: Desk, phoneId: string | null, quoted: object): string | null {
  const number = "message_id" in quoted ? Number(quoted.message_id) : 0;
  const messages = phoneId ? desk.messages(phoneId) : [];
  return messages.find((one) => messageNumber(one.messageId) === number)?.messageId ?? null;
}

function describeBot(account: SimAccount): object {
  const name = account.name.toLowerCase().replace(/[^a-z0-9]+/g, "_");
  return {
    id: numberOf(account.accountId),
    is_bot: true,
    first_name: account.name,
    username: `${name}_bot`,
  };
}

function setWebhook(desk: Desk, account: SimAccount, fields: Fields): SimAnswer {
  const url = String(fields.values["url"] ?? "");
  const secret = String(fields.values["secret_token"] ?? "");
  if (!URL.canParse(url)) return refusal(400, "Bad Request: bad webhook: invalid URL");
  const settings = { ...account.settings, webhookSecret: secret };
  desk.save({ t: "account", account: { ...account, webhookUrl: url, settings } });
  return json(200, { ok: true, result: true, description: "Webhook was set" });
}

async function getFile(desk: Desk, fields: Fields): Promise<SimAnswer> {
  const fileId = String(fields.values["file_id"] ?? "");
  const bytes = await desk.journal.media(fileId);
  if (!bytes) return refusal(400, "Bad Request: invalid file_id");
  const result = { file_id: fileId, file_size: bytes.length, file_path: `files/${fileId}` };
  return json(200, { ok: true, result });
}

async function serveFile(desk: Desk, token: string, fileId: string): Promise<SimAnswer> {
  const isKnown = desk.accountBy("telegram", "botToken", token) !== null;
  const bytes = isKnown ? await desk.journal.media(fileId) : null;
  if (!bytes) return refusal(404, "Not Found");
  const headers = { "content-type": "application/octet-stream" };
  return { kind: "answer", status: 200, headers, body: bytes };
}
