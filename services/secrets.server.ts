import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Config } from "#core/config.ts";
import { newVaultKey } from "./vault.server.ts";

const Secrets = z.object({
  /** Signs sessions and links. */
  secretKey: z.string().min(32),
  /** `id:base64,…`, newest first. */
  encryptionKeys: z.string().min(1),
});
export type Secrets = z.infer<typeof Secrets>;

type Source = Pick<Config, "ANTIPHON_DATA" | "SECRET_KEY" | "ENCRYPTION_KEYS">;

/** The environment's secrets where given, else the data folder's, made on the first run. */
export async function loadSecrets(config: Source): Promise<Secrets> {
  const { SECRET_KEY: secretKey, ENCRYPTION_KEYS: encryptionKeys } = config;
  if (secretKey !== undefined && encryptionKeys !== undefined) return { secretKey, encryptionKeys };
  const stored = (await readSecrets(config)) ?? (await makeSecrets(config));
  return {
    secretKey: secretKey ?? stored.secretKey,
    encryptionKeys: encryptionKeys ?? stored.encryptionKeys,
  };
}

async function readSecrets(config: Source): Promise<Secrets | null> {
  try {
    return Secrets.parse(JSON.parse(await readFile(secretsFile(config), "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Error(`${secretsFile(config)} cannot be read: restore it from your backup.`, {
      cause: error,
    });
  }
}

async function makeSecrets(config: Source): Promise<Secrets> {
  const secretKey = randomBytes(32).toString("base64url");
  const fresh = { secretKey, encryptionKeys: newVaultKey("k1") };
  await mkdir(config.ANTIPHON_DATA, { recursive: true, mode: 0o700 });
  try {
    // "wx": of two processes that start at once, one writes and the other reads.
    await writeFile(secretsFile(config), format(fresh), { mode: 0o600, flag: "wx" });
    return fresh;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    const stored = await readSecrets(config);
    if (!stored) throw error;
    return stored;
  }
}

/** Replaces the keys in the data folder's file, in one step and still readable by its owner alone. */
export async function storeEncryptionKeys(config: Source, encryptionKeys: string): Promise<void> {
  const stored = await loadSecrets(config);
  const file = secretsFile(config);
  await writeFile(`${file}.new`, format({ ...stored, encryptionKeys }), { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

function secretsFile(config: Source): string {
  return path.join(config.ANTIPHON_DATA, "secrets.json");
}

function format(secrets: Secrets): string {
  return `${JSON.stringify(secrets, null, 2)}\n`;
}
