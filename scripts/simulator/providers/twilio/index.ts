import { createHash } from "node:crypto";
import type { Desk } from "../../desk.ts";
import { withFaults, type Dialect } from "../../faults.ts";
import {
  json,
  type Provider,
  type SimAccount,
  type SimAnswer,
  type SimCall,
  type SimMedia,
} from "../../provider.ts";
import { fetchLink } from "../meta-graph/fetch-link.ts";
import { callbacks } from "./callbacks.ts";

/** Twilio's REST API for texts. */
export const twilio: Provider = {
  id: "twilio",
  adapterIds: ["sms-twilio"],
  basePath: "/twilio",
  skin: () => "sms",
  addressOf: (person) => person.addresses["sms-twilio"] ?? person.phone,
  serve,
  callbacks,
};

function refusal(status: number, code: number, message: string): SimAnswer {
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return json(status, { code, message, more_info, status });
}

const dialect: Dialect = {
  throttled: (s) => ({
    ...json(
      429,
      { code: 20429, message: "Too Many Requests", status: 429 },
      { "retry-after": `${s}` },
    ),
  }),
  serverError: () => refusal(500, 20500, "Internal Server Error"),
  expiredToken: () => refusal(401, 20003, "Authenticate"),
  invalidNumber: () => refusal(400, 21211, "The 'To' number is not a valid phone number."),
};

async function serve(call: SimCall, desk: Desk): Promise<SimAnswer> {
  const [, sid = "", rest = ""] = /^\/2010-04-01\/Accounts\/(\w+)(.*)$/.exec(call.path) ?? [];
  const account = desk.accountBy("sms-twilio", "accountSid", sid);
  if (!account || !isAllowed(call, account)) return refusal(401, 20003, "Authenticate");
  if (rest === ".json") return json(200, { sid, friendly_name: account.name, status: "active" });
  const media = /^\/Media\/([\w.-]+)$/.exec(rest);
  if (media) return serveMedia(desk, media[1] ?? "");
  if (rest === "/Messages.json" && call.method === "POST") return send(desk, account, call);
  return refusal(404, 20404, `The requested resource ${call.path} was not found`);
}

function isAllowed(call: SimCall, account: SimAccount): boolean {
  const pair = `${String(account.settings["accountSid"])}:${String(account.settings["authToken"])}`;
  return call.headers["authorization"] === `Basic ${Buffer.from(pair).toString("base64")}`;
}

async function send(desk: Desk, account: SimAccount, call: SimCall): Promise<SimAnswer> {
  const form = new URLSearchParams(Buffer.from(call.body).toString("utf8"));
  const to = form.get("To") ?? "";
  const text = form.get("Body") ?? "";
  const links = form.getAll("MediaUrl");
  if (to === "") return refusal(400, 21604, "A 'To' phone number is required.");
  if (!/^\+\d{6,15}$/.test(to)) return refusal(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (!form.has("From") && !form.has("MessagingServiceSid")) {
    return refusal(400, 21603, "A 'From' phone number is required.");
  }
  if (text === "" && links.length === 0) return refusal(400, 21602, "Message body is required.");
  if (text.length > 1_600) return refusal(400, 21617, "The message body exceeds 1600 characters.");
  return withFaults(desk, { account, to }, dialect, async () => {
    const hash = createHash("md5").update(desk.nextId("t")).digest("hex");
    const sid = (links.length > 0 ? "MM" : "SM") + hash;
    const statusCallback = form.get("StatusCallback") ?? "";
    const phoneId = desk.phoneAt(account.accountId, to)?.phoneId ?? null;
    const blocked = { code: "30004", detail: "Message blocked" };
    await desk.accept({
      account,
      to,
      messageId: sid,
      echo: URL.canParse(statusCallback) ? new URL(statusCallback).searchParams.get("m") : null,
      content: { text, media: links.map((link) => picture(desk, phoneId, link)), choices: [] },
      extra: { statusCallback, from: form.get("From") ?? "" },
      failure: desk.hasBlocked(account.accountId, to) ? blocked : null,
    });
    return json(201, {
      sid,
      status: "queued",
      to,
      from: form.get("From"),
      body: text,
      num_segments: "1",
      error_code: null,
    });
  });
}

function picture(desk: Desk, phoneId: string | null, link: string): SimMedia {
  const isPdf = /\.pdf(\?|$)/.test(link);
  return fetchLink(desk, phoneId, link, {
    kind: isPdf ? "document" : "image",
    mimeType: isPdf ? "application/pdf" : "image/jpeg",
    fileName: isPdf ? "file.pdf" : "photo.jpg",
  });
}

async function serveMedia(desk: Desk, mediaId: string): Promise<SimAnswer> {
  const bytes = await desk.journal.media(mediaId);
  if (!bytes) return refusal(404, 20404, "The requested resource was not found");
  const headers = { "content-type": "application/octet-stream" };
  return { kind: "answer", status: 200, headers, body: bytes };
}
