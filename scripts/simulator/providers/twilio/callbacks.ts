import { createHash, createHmac } from "node:crypto";
import type { Desk } from "../../desk.ts";
import type { Act, SimAccount, WebhookCall } from "../../provider.ts";

/** Texts have no reactions, buttons or read marks; blocking happens on the phone and is told to nobody. */
export function callbacks(
  acts: readonly Act[],
  account: SimAccount,
  desk: Desk,
): readonly WebhookCall[] {
  return acts.flatMap((act) => {
    if (act.type === "said")
      return [post(account.webhookUrl ?? "", inbound(act, account, desk), account)];
    const url = act.type === "status" ? (act.extra["statusCallback"] ?? "") : "";
    if (act.type !== "status" || url === "" || act.status === "read") return [];
    return [post(url, status(act, account), account)];
  });
}

function inbound(
  act: Extract<Act, { type: "said" }>,
  account: SimAccount,
  desk: Desk,
): Record<string, string> {
  const sid = "SM" + createHash("md5").update(act.messageId).digest("hex");
  const accountSid = String(account.settings["accountSid"]);
  const base = `${desk.url}/twilio/2010-04-01/Accounts/${accountSid}/Media`;
  const media = Object.fromEntries(
    act.media.flatMap((one, index) => [
      [`MediaUrl${index}`, `${base}/${one.mediaId}`],
      [`MediaContentType${index}`, one.mimeType],
    ]),
  );
  return {
    ...common(sid, account),
    SmsStatus: "received",
    Body: act.text,
    From: act.actor.address,
    To: String(account.settings["from"] ?? ""),
    NumSegments: "1",
    NumMedia: String(act.media.length),
    ...media,
  };
}

function status(
  act: Extract<Act, { type: "status" }>,
  account: SimAccount,
): Record<string, string> {
  const word = act.status === "failed" ? "undelivered" : act.status;
  return {
    ...common(act.messageId, account),
    MessageStatus: word,
    SmsStatus: word,
    To: act.to,
    From: act.extra["from"] ?? "",
    ...(act.failure ? { ErrorCode: act.failure.code } : {}),
  };
}

function common(sid: string, account: SimAccount): Record<string, string> {
  const AccountSid = String(account.settings["accountSid"]);
  return { MessageSid: sid, SmsSid: sid, AccountSid, ApiVersion: "2010-04-01" };
}

/** Signed as Twilio does: address, then names in order, each with its value. */
function post(
  url: string,
  fields: Readonly<Record<string, string>>,
  account: SimAccount,
): WebhookCall {
  const names = Object.keys(fields).sort();
  const text = url + names.map((name) => name + (fields[name] ?? "")).join("");
  const token = String(account.settings["authToken"] ?? "");
  const signature = createHmac("sha1", token).update(text, "utf8").digest("base64");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-twilio-signature": signature,
  };
  return { url, headers, body: new URLSearchParams(fields).toString() };
}
