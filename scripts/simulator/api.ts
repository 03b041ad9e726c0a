import { z } from "zod";
import type { Desk } from "./desk.ts";
import { faultKinds } from "./faults.ts";
import * as gestures from "./gestures.ts";
import { json, type SimAccount, type SimAnswer, type SimCall } from "./provider.ts";
import { sampleNames } from "./sample-photos.ts";
import { describePhone, describePhones } from "./describe.ts";

/** The simulator's own API, under /sim/api: for the page, for tests and for the demo's seed. */

const accountInput = z.object({
  accountId: z.string().min(1),
  adapterId: z.string().min(1),
  name: z.string().min(1),
  webhookUrl: z.url().nullable().default(null),
  settings: z.record(z.string(), z.unknown()).default({}),
  hasReceipts: z.boolean().default(true),
});

const personInput = z.object({
  personId: z.string().min(1),
  name: z.string().min(1),
  story: z.string().nullable().default(null),
  locale: z.string().nullable().default(null),
  phone: z.string().nullable().default(null),
  email: z.string().nullable().default(null),
  addresses: z.record(z.string(), z.string()).default({}),
  adapterIds: z.array(z.string()).nullable().default(null),
});

const faultInput = z.object({
  accountId: z.string(),
  kind: z.enum(faultKinds),
  times: z.number().int().positive().nullable().default(1),
  share: z.number().min(0).max(1).default(1),
  to: z.string().nullable().default(null),
  retryAfterS: z.number().int().min(0).default(5),
  seed: z.number().int().optional(),
});

const sayInput = z.object({
  text: z.string().min(1).max(20_000),
  accountId: z.string().optional(),
  inReplyTo: z.string().optional(),
});

const photoInput = z.object({
  accountId: z.string().optional(),
  caption: z.string().max(2_000).optional(),
  inReplyTo: z.string().optional(),
  sample: z.enum(sampleNames).optional(),
  file: z
    .object({
      fileName: z.string().min(1).max(200),
      mimeType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
      base64: z.base64(),
    })
    .optional(),
});

const ghostInput = z.object({
  accountId: z.string(),
  address: z.string(),
  name: z.string().default("Somebody"),
  text: z.string(),
  inReplyTo: z.string().nullable().default(null),
});

/** Without the settings: they hold the secrets webhooks are signed with. */
function publicAccount(account: SimAccount): Omit<SimAccount, "settings"> {
  const { settings: _settings, ...rest } = account;
  return rest;
}

function done(problem: string | null): SimAnswer {
  return problem === null ? json(200, { ok: true }) : json(409, { error: problem });
}

const notFound = json(404, { error: "no such thing here" });

export async function serveApi(call: SimCall, desk: Desk): Promise<SimAnswer> {
  const [, kind = "", id = "", verb = ""] = call.path.split("/").map(decodeURIComponent);
  const given: unknown = call.body.length > 0 ? JSON.parse(Buffer.from(call.body).toString()) : {};
  const isPost = call.method === "POST";
  switch (kind) {
    case "accounts":
      return serveAccounts(desk, given, isPost, id);
    case "people":
      return isPost ? addPeople(desk, given) : notFound;
    case "phones":
      return isPost ? servePhone(desk, id, verb, given) : showPhones(desk, id, call.query);
    case "faults":
      return serveFaults(desk, given, call);
    case "ledger":
      return showLedger(desk, call.query);
    case "ghosts":
      return done(gestures.ghostSay(desk, ghostInput.parse(given)));
    case "callbacks":
      return json(200, desk.callbacks.stats);
    case "reset":
      if (!isPost) return notFound;
      await desk.clear();
      return json(200, { ok: true });
    default:
      return notFound;
  }
}

function serveAccounts(desk: Desk, given: unknown, isPost: boolean, id: string): SimAnswer {
  if (!isPost) return json(200, { accounts: desk.accounts().map(publicAccount) });
  if (id !== "") {
    const account = desk.account(id);
    if (!account) return notFound;
    const { hasReceipts } = z.object({ hasReceipts: z.boolean() }).parse(given);
    desk.save({ t: "account", account: { ...account, hasReceipts } });
    return json(200, { ok: true });
  }
  const account = accountInput.parse(given);
  const provider = desk.providerOf(account.adapterId);
  if (!provider) return json(400, { error: `no provider stands in for ${account.adapterId}` });
  // Templates made over the provider's own API outlive a new registration.
  const { templates } = desk.account(account.accountId)?.settings ?? {};
  const settings = templates === undefined ? account.settings : { templates, ...account.settings };
  desk.save({ t: "account", account: { ...account, settings } });
  const baseUrl = provider.basePath === null ? null : desk.url + provider.basePath;
  return json(200, { ok: true, baseUrl });
}

function addPeople(desk: Desk, given: unknown): SimAnswer {
  const people = z
    .union([z.array(personInput), personInput.transform((one) => [one])])
    .parse(given);
  for (const person of people) {
    // What a provider gave them meanwhile (a visitor's token) outlives a second introduction.
    const addresses = { ...desk.person(person.personId)?.addresses, ...person.addresses };
    desk.save({ t: "person", person: { ...person, addresses } });
  }
  const ids = new Set(people.map((person) => person.personId));
  const phones = desk.phones().filter((phone) => ids.has(phone.personId));
  return json(200, { ok: true, phones: phones.map((phone) => phone.phoneId) });
}

function showPhones(desk: Desk, id: string, query: URLSearchParams): SimAnswer {
  if (id === "") {
    const adapterId = query.get("adapterId");
    const personId = query.get("personId");
    const phones = describePhones(desk).filter(
      (phone) =>
        (!adapterId || phone.adapterId === adapterId) && (!personId || phone.personId === personId),
    );
    return json(200, { phones });
  }
  const phone = desk.phone(id);
  return phone ? json(200, describePhone(desk, phone)) : notFound;
}

const accountOnly = z.object({ accountId: z.string().optional() });

async function servePhone(
  desk: Desk,
  phoneId: string,
  verb: string,
  given: unknown,
): Promise<SimAnswer> {
  switch (verb) {
    case "say":
      return done(gestures.say(desk, phoneId, sayInput.parse(given)));
    case "photo": {
      const { file, ...rest } = photoInput.parse(given);
      const bytes = file && { ...file, bytes: Buffer.from(file.base64, "base64") };
      return done(await gestures.sendPhoto(desk, phoneId, { ...rest, file: bytes }));
    }
    case "press": {
      const input = z.object({ messageId: z.string(), choiceId: z.string() }).parse(given);
      return done(gestures.press(desk, phoneId, input.messageId, input.choiceId));
    }
    case "react": {
      const input = z
        .object({ messageId: z.string(), emoji: z.string().max(16).nullable() })
        .parse(given);
      return done(gestures.react(desk, phoneId, input.messageId, input.emoji));
    }
    case "block": {
      const input = accountOnly.extend({ isBlocked: z.boolean().default(true) }).parse(given);
      return done(gestures.setBlocked(desk, phoneId, input.isBlocked, input.accountId));
    }
    case "receipts": {
      const { isOn } = z.object({ isOn: z.boolean() }).parse(given);
      return done(gestures.setReadReceipts(desk, phoneId, isOn));
    }
    case "read":
      return done(gestures.readThread(desk, phoneId, accountOnly.parse(given).accountId));
    default:
      return notFound;
  }
}

function serveFaults(desk: Desk, given: unknown, call: SimCall): SimAnswer {
  if (call.method === "DELETE") {
    desk.faults.clear(call.query.get("accountId"));
    desk.announce("");
  }
  if (call.method === "POST") {
    const { times, seed, ...rest } = faultInput.parse(given);
    if (!desk.account(rest.accountId)) return json(404, { error: "there is no such account" });
    if (seed !== undefined) desk.faults.reseed(seed);
    desk.faults.add({ ...rest, timesLeft: times });
    desk.announce("");
  }
  return json(200, { faults: desk.faults.list() });
}

function showLedger(desk: Desk, query: URLSearchParams): SimAnswer {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") ?? 1_000);
  const entries = desk.ledger.entries(query.get("accountId"), offset, limit);
  return json(200, { total: desk.ledger.total, entries });
}
