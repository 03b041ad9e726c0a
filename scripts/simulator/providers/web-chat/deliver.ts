import type { Desk } from "../../desk.ts";
import type { Act, SimAccount, SimPerson } from "../../provider.ts";
import { tellSeen, tokenKey, tokenOf, write } from "./client.ts";

/** A visitor's acts, as the widget would tell them. A browser cannot block anybody. */
export async function deliver(act: Act, account: SimAccount, desk: Desk): Promise<void> {
  switch (act.type) {
    case "said":
      return say(act, account, desk);
    case "pressed": {
      const form = formOf(act.messageId, "");
      form.set("choiceOf", act.target.messageId);
      form.set("choiceId", act.choice.id);
      const person = personAt(desk, account, act.actor.address);
      if (person) await write(account, await tokenOf(desk, person, account), form);
      return;
    }
    case "status": {
      if (act.status !== "delivered" && act.status !== "read") return;
      const token = personAt(desk, account, act.to)?.addresses[tokenKey];
      const seq = Number(act.messageId.split(":").at(-1));
      if (token) await tellSeen(account, token, act.status, seq);
      return;
    }
    case "reacted":
    case "blocked":
    case "unblocked":
      return;
  }
}

async function say(
  act: Extract<Act, { type: "said" }>,
  account: SimAccount,
  desk: Desk,
): Promise<void> {
  const person = personAt(desk, account, act.actor.address);
  if (!person) return;
  const form = formOf(act.messageId, act.text);
  for (const { mediaId, mimeType, fileName } of act.media) {
    const bytes = await desk.journal.media(mediaId);
    if (bytes) form.append("file", new File([new Uint8Array(bytes)], fileName, { type: mimeType }));
  }
  await write(account, await tokenOf(desk, person, account), form);
}

function formOf(messageId: string, text: string): FormData {
  const form = new FormData();
  form.set("clientId", messageId.padEnd(8, "-").slice(0, 64));
  form.set("text", text);
  return form;
}

function personAt(desk: Desk, account: SimAccount, address: string): SimPerson | null {
  const phone = desk.phoneAt(account.accountId, address) ?? newcomer(desk, address);
  return phone ? desk.person(phone.personId) : null;
}

/** The act may still carry the name from before the first word. */
function newcomer(desk: Desk, address: string) {
  const personId = address.replace(/^new-/, "");
  return desk.phones().find((one) => one.personId === personId) ?? null;
}
