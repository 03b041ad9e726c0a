import type { Command } from "commander";
import { readEnvironment } from "#scripts/run/environment.ts";
import { resealAccounts } from "#services/accounts.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { loadSecrets, storeEncryptionKeys } from "#services/secrets.server.ts";
import { createVault, newVaultKey, parseVaultKeys, type VaultKey } from "#services/vault.server.ts";
import { withJson, withRuntime, type Answer } from "./session.ts";

export function keyCommands(program: Command): void {
  const keys = program.command("keys").description("the keys channel credentials are sealed with");
  withJson(keys.command("rotate"))
    .description(
      "makes a new key and seals every account's credentials with it; stop Antiphon first",
    )
    .action((options: { json?: boolean }) => {
      // Keys of the environment are known to every process before anything is sealed with them.
      const isOurs = readEnvironment().ENCRYPTION_KEYS === undefined;
      return withRuntime(options, rotate, isOurs ? { aloneBecause } : {});
    });
}

const aloneBecause = "its processes know the old keys only and could not read what is sealed anew.";

/**
 * The new key is stored before anything is sealed with it, and the old ones are dropped only after
 * all was: a rotation that dies half-way is finished by the next one.
 */
async function rotate(rt: Runtime): Promise<Answer> {
  const { config } = rt;
  const { secretKey, encryptionKeys } = await loadSecrets(config);
  const isOurs = config.ENCRYPTION_KEYS === undefined;
  const fresh = newVaultKey(nextId(parseVaultKeys(encryptionKeys)));
  const all = isOurs ? `${fresh},${encryptionKeys}` : encryptionKeys;
  if (isOurs) await storeEncryptionKeys(config, all);
  const vault = createVault(parseVaultKeys(all), secretKey);
  const accounts = await resealAccounts({ vault });
  if (isOurs) await storeEncryptionKeys(config, fresh);
  const current = parseVaultKeys(all)[0]?.id ?? "";
  const after = isOurs ? [] : ["The older keys can now leave ENCRYPTION_KEYS."];
  const words = `Sealed ${accounts} account${accounts === 1 ? "" : "s"} with key ${current}.`;
  return { data: { accounts, keyId: current }, lines: [words, ...after] };
}

function nextId(keys: readonly VaultKey[]): string {
  const numbers = keys.map(({ id }) => Number(/^k(\d+)$/.exec(id)?.[1] ?? 0));
  return `k${Math.max(0, ...numbers) + 1}`;
}
