import { createHmac } from "node:crypto";
import { equalSecrets } from "./equal-secrets.ts";

export interface SignedBytes {
  readonly algorithm: "sha1" | "sha256";
  readonly encoding: "hex" | "base64";
  readonly key: string;
  readonly body: Uint8Array | string;
}

export function hmac({ algorithm, encoding, key, body }: SignedBytes): string {
  return createHmac(algorithm, key).update(body).digest(encoding);
}

/** Constant time; a missing key or signature matches nothing. */
export function isHmac(given: string, signed: SignedBytes): boolean {
  if (signed.key === "" || given === "") return false;
  return equalSecrets(given, hmac(signed));
}
