import type { SendOutcome } from "#channels/contract.ts";
import { redact } from "#channels/http-trace.server.ts";
import type { LoadedAccount } from "./account-cache.server.ts";

type Owner = Pick<LoadedAccount, "adapter" | "account">;

/** The values of the account's secret fields. Providers and libraries like to repeat them in errors. */
function secretsOf({ adapter, account }: Owner): string[] {
  if (typeof account !== "object" || account === null) return [];
  return adapter.secrets.flatMap((field) => {
    const value: unknown = Reflect.get(account, field);
    return typeof value === "string" ? [value] : [];
  });
}

/** Words from outside as they may be kept, shown and logged. */
export function withoutSecrets(text: string, owner: Owner): string {
  return redact(text, secretsOf(owner));
}

export function outcomeWithoutSecrets(outcome: SendOutcome, owner: Owner): SendOutcome {
  if (!("detail" in outcome)) return outcome;
  return { ...outcome, detail: withoutSecrets(outcome.detail, owner) };
}

export function errorWithoutSecrets(error: unknown, owner: Owner): Error {
  const given = error instanceof Error ? error : new Error(String(error));
  const hidden = new Error(withoutSecrets(given.message, owner));
  hidden.name = given.name;
  hidden.stack = withoutSecrets(given.stack ?? "", owner);
  return hidden;
}
