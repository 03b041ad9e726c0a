import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Vault } from "./runtime.server.ts";

const VERSION = "v1";
const IV_BYTES = 12;
const KEY_BYTES = 32;

export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Envelope: `v1.<keyId>.<iv>.<tag>.<data>`, the parts after the key id in base64url. The first key
 * seals; every key opens, so that old envelopes stay readable until `keys rotate` resealed them.
 */
export function createVault(keys: readonly VaultKey[], secretKey: string): Vault {
  const [current] = keys;
  if (!current) throw new Error("The vault needs at least one encryption key.");
  const purposes = new Map<string, Buffer>();
  return {
    seal: (plain) => sealWith(current, plain),
    open: (sealed) => openWith(keys, sealed),
    sign(purpose, text) {
      const known = purposes.get(purpose) ?? derive(secretKey, purpose);
      purposes.set(purpose, known);
      return createHmac("sha256", known).update(text).digest("base64url");
    },
  };
}

function sealWith({ id, key }: VaultKey, plain: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv);
  // The header is authenticated too: an envelope cannot be passed off as another key's.
  cipher.setAAD(Buffer.from(`${VERSION}.${id}`));
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), data].map((part) => part.toString("base64url"));
  return [VERSION, id, ...parts].join(".");
}

function openWith(keys: readonly VaultKey[], sealed: string): string {
  const [version, id, iv, tag, data, ...rest] = sealed.split(".");
  if (version !== VERSION || iv === undefined || tag === undefined || data === undefined) {
    throw new Error("Not a sealed value.");
  }
  if (rest.length > 0) throw new Error("Not a sealed value.");
  const found = keys.find((candidate) => candidate.id === id);
  if (!found) {
    throw new Error(
      `The encryption key "${id}" is not among the configured ones: put back the secrets.json ` +
        "(or ENCRYPTION_KEYS) that belongs to this database.",
    );
  }
  const nonce = Buffer.from(iv, "base64url");
  const cipher = createDecipheriv("aes-256-gcm", found.key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(`${version}.${id}`));
  cipher.setAuthTag(Buffer.from(tag, "base64url"));
  const plain = [cipher.update(Buffer.from(data, "base64url")), cipher.final()];
  return Buffer.concat(plain).toString("utf8");
}

function derive(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "antiphon", purpose, KEY_BYTES));
}

/** The id of the key an envelope was sealed with. */
export function sealedWith(sealed: string): string {
  return sealed.split(".")[1] ?? "";
}

/** `id:base64,id:base64`, newest first, as ENCRYPTION_KEYS and the secrets file write it. */
export function parseVaultKeys(text: string): VaultKey[] {
  return text.split(",").map((entry) => {
    const [id, encoded, ...rest] = entry.trim().split(":");
    const key = Buffer.from(encoded ?? "", "base64");
    const isFine = id !== undefined && /^[a-z0-9-]{1,32}$/i.test(id) && rest.length === 0;
    if (!isFine || key.length !== KEY_BYTES) {
      throw new Error("ENCRYPTION_KEYS: each entry is <id>:<32 bytes in base64>.");
    }
    return { id, key };
  });
}

export function newVaultKey(id: string): string {
  return `${id}:${randomBytes(KEY_BYTES).toString("base64")}`;
}
