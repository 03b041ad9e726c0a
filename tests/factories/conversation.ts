import { createAccount, loadAccount } from "#services/accounts.server.ts";
import { findOrCreateContact } from "#services/contacts.server.ts";
import { openConversation } from "#services/inbound-message.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

let made = 0;

/** A Telegram account nobody will call: params of its page. */
export async function aChannelAccount(workspaceId: string, rt: Runtime) {
  const values = { botToken: "123456:made-up-token-for-tests-of-35-chars" };
  const saved = await createAccount(
    { workspaceId, adapterId: "telegram", name: "Desk", values },
    rt,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  return { accountId: saved.value._id };
}

/** An empty conversation with somebody new: params of its page. */
export async function aConversation(workspaceId: string, rt: Runtime) {
  const { accountId } = await aChannelAccount(workspaceId, rt);
  const owner = await loadAccount(accountId, rt);
  if (!owner) throw new Error("the account just made is gone");
  made += 1;
  const [kind = "telegram"] = owner.adapter.addressKinds;
  const value = String(7_000_000 + made);
  const identity = {
    kind,
    value,
    accountId: owner.adapter.addressScope === "account" ? accountId : null,
  };
  const { contact } = await findOrCreateContact({ workspaceId, identity, name: "Ada" }, rt);
  const row = await openConversation(owner, contact, { kind, value }, rt.now(), rt);
  return { conversationId: row._id };
}
