import type { Verified, WebhookAnswer, WebhookRequest } from "../../contract.ts";
import { equalSecrets } from "../equal-secrets.ts";
import { isHmac } from "../signature.ts";
import type { GraphAccount } from "./account.ts";

/** The GET Meta makes when a webhook is set up: our word checked, its number given back as it came. */
export function answerChallenge(
  request: WebhookRequest,
  account: Pick<GraphAccount, "verifyToken">,
): WebhookAnswer | null {
  if (request.method !== "GET") return null;
  const query = new URL(request.url).searchParams;
  const token = query.get("hub.verify_token") ?? "";
  const isOurs = equalSecrets(token, account.verifyToken);
  if (query.get("hub.mode") !== "subscribe" || !isOurs) return { status: 403, body: "" };
  const headers = { "content-type": "text/plain" };
  return { status: 200, headers, body: query.get("hub.challenge") ?? "" };
}

/** X-Hub-Signature-256 over the raw bytes. The sha1 twin Meta still sends is not looked at. */
export function verifyHubSignature(
  request: WebhookRequest,
  account: Pick<GraphAccount, "appSecret">,
): Verified {
  if (account.appSecret === "") return { ok: false, reason: "no app secret is set" };
  const given = request.headers["x-hub-signature-256"];
  if (!given) return { ok: false, reason: "no X-Hub-Signature-256" };
  const isSigned = isHmac(given.replace(/^sha256=/, ""), {
    algorithm: "sha256",
    encoding: "hex",
    key: account.appSecret,
    body: request.body,
  });
  return isSigned ? { ok: true } : { ok: false, reason: "signature does not match the app secret" };
}

/** Seconds or milliseconds, number or text: Meta sends all four. Falls back to the time of receipt. */
export function readTimestamp(value: unknown, fallback: Date): Date {
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : NaN;
  if (!Number.isFinite(number) || number <= 0) return fallback;
  const date = new Date(number >= 1e12 ? number : number * 1_000);
  return Number.isNaN(date.getTime()) ? fallback : date;
}
