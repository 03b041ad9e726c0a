import type { HttpAnswer, HttpRequest } from "../contract.ts";
import { answered, fixture } from "../testkit.ts";
import type { Account } from "./account.ts";

/** What the tables of this folder share. */

export const account: Account = {
  accessToken: "EAAG-token-of-whatsapp",
  appSecret: "app_secret_for_tests",
  verifyToken: "our-verify-word",
  graphUrl: "https://graph.facebook.com",
  version: "v25.0",
  phoneNumberId: "106540000000001",
  wabaId: "102290129340398",
  displayNumber: "+31 20 555 0100",
};

export const read = (name: string): Uint8Array => fixture(import.meta.url, name);

export const accepted = answered(200, new TextDecoder().decode(read("answer-accepted.json")));

export const refused = (status: number, code: number, more: object = {}): HttpAnswer =>
  answered(status, { error: { message: "words", type: "OAuthException", code, ...more } });

export function bodyOf(requests: readonly HttpRequest[]): unknown {
  return JSON.parse(String(requests[0]?.body));
}
