import type { ChainHead } from "#core/consent/chain.ts";
import { GENESIS_HASH } from "#core/consent/chain.ts";
import type { Consent } from "#core/consent/state.ts";
import type { Session } from "./connection.server.ts";
import {
  ConsentEvents,
  ConsentHeads,
  type ConsentEventRow,
  type ConsentHeadRow,
} from "./consent-event.server.ts";
import { Contacts } from "./contact.server.ts";
import { PreparedInserts } from "./prepared-inserts.server.ts";

/** Someone else moved the head first: start again from there. */
export class StaleHead extends Error {
  override readonly name = "StaleHead";
}

/** What the one writer of a ledger may do, inside its transaction. */
export interface ConsentTurn {
  readonly head: ChainHead;
  readonly session: Session;
  readConsents(
    contactIds: readonly string[],
  ): Promise<{ readonly contactId: string; readonly consents: Consent[] }[]>;
  readEvents(contactIds: readonly string[]): Promise<Map<string, ConsentEventRow[]>>;
  newLines(): PreparedInserts<ConsentEventRow>;
  /** Lines, the head after them, and the people whose current consent changes with them. */
  write(
    lines: PreparedInserts<ConsentEventRow>,
    head: ChainHead,
    projections: ReadonlyMap<string, readonly Consent[]>,
  ): Promise<void>;
}

/** Takes the turn first (a second writer fails here, before any work), then runs `work`. */
export async function writeConsentLines<T>(
  workspaceId: string,
  session: Session,
  work: (turn: ConsentTurn) => Promise<T>,
): Promise<T> {
  const head = await takeTurn(workspaceId, session);
  return work({
    head: { seq: head.seq, hash: head.hash },
    session,
    readConsents: (contactIds) => readConsents(contactIds, session),
    readEvents: (contactIds) => readEvents(contactIds, session),
    newLines: () => new PreparedInserts(ConsentEvents),
    async write(lines, next, projections) {
      if (await lines.write(session)) {
        await ConsentHeads.collection.updateOne(
          { _id: workspaceId as never },
          { $set: { seq: next.seq, hash: next.hash } },
          { session },
        );
      }
      await writeProjections(projections, session);
    },
  });
}

async function takeTurn(workspaceId: string, session: Session): Promise<ConsentHeadRow> {
  const heads = ConsentHeads.collection;
  const head = await heads.findOne<ConsentHeadRow>({ _id: workspaceId as never }, { session });
  if (!head) {
    const first = { _id: workspaceId, seq: 0, hash: GENESIS_HASH, turn: 1 };
    await heads.insertOne(first as never, { session });
    return first;
  }
  const { modifiedCount } = await heads.updateOne(
    { _id: workspaceId as never, turn: head.turn },
    { $set: { turn: head.turn + 1 } },
    { session },
  );
  if (modifiedCount !== 1) throw new StaleHead();
  return head;
}

async function readConsents(contactIds: readonly string[], session: Session) {
  // An empty list would be looked for in every row.
  if (contactIds.length === 0) return [];
  const rows = await Contacts.collection
    .find<{ _id: string; consents: Consent[] }>(
      { _id: { $in: [...contactIds] as never[] } },
      { session, projection: { consents: 1 } },
    )
    .toArray();
  return rows.map((row) => ({ contactId: row._id, consents: row.consents }));
}

async function readEvents(contactIds: readonly string[], session: Session) {
  if (contactIds.length === 0) return new Map<string, ConsentEventRow[]>();
  const rows = await ConsentEvents.collection
    .find<ConsentEventRow>({ contactId: { $in: [...contactIds] } }, { session })
    .toArray();
  const byContact = new Map<string, ConsentEventRow[]>();
  for (const row of rows.sort((a, b) => a.seq - b.seq)) {
    const own = byContact.get(row.contactId);
    if (own) own.push(row);
    else byContact.set(row.contactId, [row]);
  }
  return byContact;
}

async function writeProjections(
  projections: ReadonlyMap<string, readonly Consent[]>,
  session: Session,
): Promise<void> {
  if (projections.size === 0) return;
  const updates = [...projections].map(([contactId, consents]) => ({
    updateOne: { filter: { _id: contactId as never }, update: { $set: { consents } } },
  }));
  await Contacts.collection.bulkWrite(updates as never, { session, ordered: false });
}
