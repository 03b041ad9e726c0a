import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseConfig } from "#core/config.ts";
import { loadSecrets, storeEncryptionKeys } from "./secrets.server.ts";
import { newVaultKey } from "./vault.server.ts";

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "antiphon-secrets-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("the first run writes secrets only the owner can read, later runs read the same", async () => {
  const config = parseConfig({ ANTIPHON_DATA: path.join(await dataFolder(), "data") });
  const [first, second] = await Promise.all([loadSecrets(config), loadSecrets(config)]);
  expect(second).toEqual(first);
  expect(await loadSecrets(config)).toEqual(first);
  const file = path.join(config.ANTIPHON_DATA, "secrets.json");
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe("600");
});

test("secrets from the environment win and nothing is written", async () => {
  const folder = await dataFolder();
  const env = { SECRET_KEY: "s".repeat(40), ENCRYPTION_KEYS: newVaultKey("env") };
  const secrets = await loadSecrets(parseConfig({ ANTIPHON_DATA: folder, ...env }));
  expect(secrets).toEqual({ secretKey: env.SECRET_KEY, encryptionKeys: env.ENCRYPTION_KEYS });
  await expect(readFile(path.join(folder, "secrets.json"))).rejects.toThrow(/ENOENT/);
});

test("a damaged file stops the start instead of making new secrets", async () => {
  const folder = await dataFolder();
  await writeFile(path.join(folder, "secrets.json"), "{");
  await expect(loadSecrets(parseConfig({ ANTIPHON_DATA: folder }))).rejects.toThrow(/backup/);
});

test("stored keys replace the old ones and keep the secret key", async () => {
  const config = parseConfig({ ANTIPHON_DATA: await dataFolder() });
  const before = await loadSecrets(config);
  const keys = `${newVaultKey("k2")},${before.encryptionKeys}`;
  await storeEncryptionKeys(config, keys);
  expect(await loadSecrets(config)).toEqual({ ...before, encryptionKeys: keys });
});
