import { setTimeout as wait } from "node:timers/promises";
import { request } from "undici";
import type { Desk } from "../../desk.ts";
import type { SimAccount, SimMedia, SimPerson, SimPhone } from "../../provider.ts";
import { appOf, messagesAfter, tokenKey, type WidgetMessage } from "./client.ts";

const LOOK_MS = 1_000;

/** Every visitor with a token listens as an open browser tab does. */
export async function startVisitors(desk: Desk): Promise<{ stop(): Promise<void> }> {
  const leaving = new AbortController();
  const listening = new Set<string>();
  const look = setInterval(() => {
    for (const account of desk.accounts("web-chat")) {
      for (const phone of desk.phones().filter((one) => one.adapterId === "web-chat")) {
        const person = desk.person(phone.personId);
        const key = `${account.accountId} ${phone.phoneId}`;
        if (!person?.addresses[tokenKey] || listening.has(key) || appOf(account) === null) continue;
        listening.add(key);
        void listen(desk, account, phone, person, leaving.signal).finally(() =>
          listening.delete(key),
        );
      }
    }
  }, LOOK_MS);
  return Promise.resolve({
    stop() {
      clearInterval(look);
      leaving.abort();
      return Promise.resolve();
    },
  });
}

/** Until it fails once; the next look begins again. */
async function listen(
  desk: Desk,
  account: SimAccount,
  phone: SimPhone,
  person: SimPerson,
  signal: AbortSignal,
): Promise<void> {
  const token = person.addresses[tokenKey] ?? "";
  let after = 0;
  try {
    while (!signal.aborted && desk.person(person.personId)?.addresses[tokenKey] === token) {
      const messages = await messagesAfter(account, token, after, signal);
      for (const message of messages) {
        after = Math.max(after, message.seq);
        if (message.by === "business") await appear(desk, account, phone, message);
      }
      if (messages.length === 0) await wait(50, undefined, { signal });
    }
  } catch {
    // The app is away or this ends; a token that is no longer known waits for `demo reset`.
    await wait(2_000, undefined, { signal }).catch(() => null);
  }
}

async function appear(
  desk: Desk,
  account: SimAccount,
  phone: SimPhone,
  message: WidgetMessage,
): Promise<void> {
  if (desk.message(phone.phoneId, message.id)) return;
  const to = desk.addressOf(phone, account);
  if (to === null) return;
  const media = await Promise.all(message.files.map((file) => fetchFile(desk, account, file)));
  await desk.accept({
    account,
    to,
    messageId: message.id,
    echo: null,
    content: {
      text: message.text,
      media,
      choices: message.buttons.map(({ id, title, url }) => ({ id: id ?? title, title, url })),
    },
  });
}

async function fetchFile(
  desk: Desk,
  account: SimAccount,
  { path, kind, mimeType, fileName }: WidgetMessage["files"][number],
): Promise<SimMedia> {
  const mediaId = desk.nextId("5");
  const answer = await request(`${appOf(account)}${path}`);
  const bytes = new Uint8Array(await answer.body.arrayBuffer());
  if (answer.statusCode === 200) await desk.journal.putMedia(mediaId, bytes);
  return { mediaId, kind, mimeType, fileName };
}
