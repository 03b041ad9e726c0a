import { createHmac } from "node:crypto";
import { equalSecrets } from "../shared/equal-secrets.ts";
import type { Account } from "./account.ts";

/** r = an answer, b = a bounce (envelope sender), u = unsubscribe by mail. */
export type TokenKind = "r" | "b" | "u";

const idPrefix = "dlv_";

/** `name+r.<delivery>.<signature>@domain`, all lower case: relays may fold the case of what they pass on. */
export function tokenAddress(kind: TokenKind, deliveryId: string, account: Account): string | null {
  if (!account.replyAddress) return null;
  const [local = "", domain = ""] = account.replyAddress.split("@");
  const id = deliveryId.replace(idPrefix, "").toLowerCase();
  return `${local}+${kind}.${id}.${signature(kind, id, account.replySecret)}@${domain}`;
}

export interface ReplyToken {
  readonly kind: TokenKind;
  readonly deliveryId: string;
}

/** null = no token, or one we did not sign. */
export function readTokenAddress(address: string, account: Account): ReplyToken | null {
  const found = /^[^+@]+\+([rbu])\.([0-9a-z]+)\.([0-9a-f]{16})@/.exec(address.trim().toLowerCase());
  const [, kind, id = "", given = ""] = found ?? [];
  if (kind !== "r" && kind !== "b" && kind !== "u") return null;
  if (!equalSecrets(given, signature(kind, id, account.replySecret))) return null;
  return { kind, deliveryId: idPrefix + id.toUpperCase() };
}

/** The account's own address within a tokened one: `name+…@domain` → `name@domain`. */
export function plainAddress(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, "@");
}

/** The same delivery always has the same Message-ID: an answer names it even when we lost the outcome. */
export function messageId(deliveryId: string, account: Account): string {
  return `<${deliveryId}@${account.fromAddress.split("@")[1] ?? "localhost"}>`;
}

/** 64 bits of HMAC: a guess is refused long before it hits. */
function signature(kind: TokenKind, id: string, secret: string): string {
  return createHmac("sha256", secret).update(`${kind}.${id}`).digest("hex").slice(0, 16);
}
