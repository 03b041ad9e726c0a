import { createHmac } from "node:crypto";
import type { Desk } from "../../desk.ts";
import type { Act, SimAccount, WebhookCall } from "../../provider.ts";
import { messengerEntry } from "./messenger-events.ts";
import { whatsappEntry } from "./whatsapp-events.ts";

/** Meta sends up to 1,000 updates in one call; fewer keeps ours readable. */
const BATCH = 100;

/** Meta escapes everything above ASCII in the JSON it signs, so re-serialising breaks the signature. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function signed(account: SimAccount, payload: unknown): WebhookCall {
  const body = asciiJson(payload);
  const secret = String(account.settings.appSecret ?? "");
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return {
    url: account.webhookUrl ?? "",
    headers: {
      "content-type": "application/json",
      "user-agent": "facebookexternalua",
      "x-hub-signature-256": `sha256=${signature}`,
    },
    body,
  };
}

export function callbacks(
  acts: readonly Act[],
  account: SimAccount,
  desk: Desk,
): readonly WebhookCall[] {
  const isWhatsapp = account.adapterId === "whatsapp";
  const calls: WebhookCall[] = [];
  for (let start = 0; start < acts.length; start += BATCH) {
    const group = acts.slice(start, start + BATCH);
    const entry = isWhatsapp ? whatsappEntry(group, account) : messengerEntry(group, account, desk);
    if (entry === null) continue;
    const object = isWhatsapp ? "whatsapp_business_account" : "page";
    calls.push(signed(account, { object, entry: [entry] }));
  }
  return calls;
}
