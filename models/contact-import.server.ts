import { Schema } from "mongoose";
import type { ConsentCounts, ImportCounts } from "#core/import/counts.ts";
import type { DeclaredConsent, ImportOptions } from "#core/import/options.ts";
import type { Session } from "./connection.server.ts";
import type { AttributeValue, Identity } from "./contact.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";

export type ImportState =
  "draft" | "checking" | "running" | "done" | "stopped" | "failed" | "undoing" | "undone";

/** A file on its way in: what it holds, what was decided about it, how far it came. */
export interface ContactImportRow {
  _id: string;
  workspaceId: string;
  fileName: string;
  bytes: number;
  /** The upload lies in the file store in pieces, `uploadKey(importId, n)`. */
  pieces: number;
  /** Header names, or "Column 1" … where there are none. */
  header: string[];
  /** The first five rows, long cells cut. */
  preview: string[][];
  options: ImportOptions;
  /** undefined = not answered yet, null = explicitly none. */
  consent?: DeclaredConsent | null;
  state: ImportState;
  /** Set by a member; the runner looks at it between batches. */
  isStopAsked: boolean;
  counts: ImportCounts;
  consentCounts: ConsentCounts;
  /** Counts of the last dry run of these options, null = none yet. */
  dryRun: { counts: ImportCounts; consentCounts: ConsentCounts; at: Date } | null;
  /** First ordinal given to a person of this import, and the last; null = none. */
  firstOrdinal: number | null;
  finalOrdinal: number | null;
  /** Worker that runs it, until when. */
  owner: string | null;
  leaseUntil: Date | null;
  /** Name of what ended it early, in the words of core/import. */
  failure: string | null;
  undo: { removed: number; restored: number; kept: number; next: number } | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const schema = new Schema<ContactImportRow>(
  {
    _id: { type: String, required: true },
    workspaceId: { type: String, required: true },
    fileName: { type: String, required: true },
    bytes: { type: Number, required: true },
    pieces: { type: Number, required: true },
    header: { type: [String], default: [] },
    preview: { type: [[String]], default: [] },
    options: { type: Schema.Types.Mixed, required: true } as never,
    consent: { type: Schema.Types.Mixed } as never,
    state: { type: String, required: true },
    isStopAsked: { type: Boolean, default: false },
    counts: { type: Schema.Types.Mixed, required: true } as never,
    consentCounts: { type: Schema.Types.Mixed, required: true } as never,
    dryRun: { type: Schema.Types.Mixed, default: null } as never,
    firstOrdinal: { type: Number, default: null },
    finalOrdinal: { type: Number, default: null },
    owner: { type: String, default: null },
    leaseUntil: { type: Date, default: null },
    failure: { type: String, default: null },
    undo: { type: Schema.Types.Mixed, default: null } as never,
    createdBy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    startedAt: { type: Date, default: null },
    finishedAt: { type: Date, default: null },
  },
  schemaOptions,
);

schema.index({ workspaceId: 1, createdAt: 1 });
// The sweep: what should be moving.
schema.index({ state: 1, leaseUntil: 1 });

export const ContactImports = defineModel<ContactImportRow>(
  "ContactImport",
  schema,
  "contactImports",
);

/** A row that was refused: what the error file is made of. */
export interface ImportProblemRow {
  /** `<importId>:<row>` */
  _id: string;
  importId: string;
  /** 1, 2, 3 …, the header not counted. */
  row: number;
  /** Line of the file it ends on. */
  line: number;
  cells: string[];
  reason: string;
  /** Column it is about, or null for the whole row. */
  column: string | null;
}

const problemSchema = new Schema<ImportProblemRow>(
  {
    _id: { type: String, required: true },
    importId: { type: String, required: true },
    row: { type: Number, required: true },
    line: { type: Number, required: true },
    cells: { type: [String], required: true },
    reason: { type: String, required: true },
    column: { type: String, default: null },
  },
  schemaOptions,
);
problemSchema.index({ importId: 1, row: 1 });

export const ImportProblems = defineModel<ImportProblemRow>(
  "ImportProblem",
  problemSchema,
  "importProblems",
);

/** What an import did to a person who was already here: enough to take it back, field by field. */
export interface ImportChangeRow {
  /** `<importId>:<contactId>` */
  _id: string;
  importId: string;
  row: number;
  contactId: string;
  fields: { path: string; before: AttributeValue | null; after: AttributeValue | null }[];
  addedIdentities: Identity[];
  addedTags: string[];
}

const changeSchema = new Schema<ImportChangeRow>(
  {
    _id: { type: String, required: true },
    importId: { type: String, required: true },
    row: { type: Number, required: true },
    contactId: { type: String, required: true },
    fields: { type: [Schema.Types.Mixed], default: [] } as never,
    addedIdentities: { type: [Schema.Types.Mixed], default: [] } as never,
    addedTags: { type: [String], default: [] },
  },
  schemaOptions,
);
changeSchema.index({ importId: 1, row: 1 });

export const ImportChanges = defineModel<ImportChangeRow>(
  "ImportChange",
  changeSchema,
  "importChanges",
);

export async function findImport(key: {
  readonly workspaceId: string;
  readonly importId: string;
}): Promise<ContactImportRow | null> {
  const row = await findImportById(key.importId);
  return row?.workspaceId === key.workspaceId ? row : null;
}

/** For jobs: they are told an id we made ourselves. */
export async function findImportById(importId: string): Promise<ContactImportRow | null> {
  return ContactImports.collection.findOne<ContactImportRow>({ _id: importId as never });
}

/** Newest first; a workspace has tens of them. */
export async function findImports(workspaceId: string): Promise<ContactImportRow[]> {
  const rows = await ContactImports.collection.find<ContactImportRow>({ workspaceId }).toArray();
  return rows.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** Imports that should be moving and that nobody holds any more. */
export async function findIdleImports(now: Date): Promise<ContactImportRow[]> {
  return ContactImports.collection
    .find<ContactImportRow>({
      state: { $in: ["checking", "running", "undoing"] },
      leaseUntil: { $lte: now },
    })
    .toArray();
}

/** Refused rows `from` to `to` (inclusive), in the order of the file. */
export async function findProblems(
  importId: string,
  from: number,
  to: number,
): Promise<ImportProblemRow[]> {
  const rows = await ImportProblems.collection
    .find<ImportProblemRow>({ importId, row: { $gte: from, $lte: to } })
    .toArray();
  return rows.sort((a, b) => a.row - b.row);
}

export async function findImportChanges(
  importId: string,
  from: number,
  to: number,
): Promise<ImportChangeRow[]> {
  return ImportChanges.collection
    .find<ImportChangeRow>({ importId, row: { $gte: from, $lte: to } })
    .toArray();
}

/** Which of these people an earlier row of the import already changed. */
export async function findTouchedPeople(
  importId: string,
  contactIds: readonly string[],
  session?: Session,
): Promise<Set<string>> {
  if (contactIds.length === 0) return new Set();
  const ids = contactIds.map((contactId) => `${importId}:${contactId}`);
  const rows = await ImportChanges.collection
    .find<{ _id: string }>(
      { _id: { $in: ids as never[] } },
      { projection: { _id: 1 }, ...(session ? { session } : {}) },
    )
    .toArray();
  return new Set(rows.map((row) => row._id.slice(importId.length + 1)));
}

/** Takes a moving import nobody holds; null = it rests, or someone holds it. */
export async function claimImport(
  importId: string,
  owner: string,
  now: Date,
  until: Date,
): Promise<ContactImportRow | null> {
  return ContactImports.collection.findOneAndUpdate(
    {
      _id: importId as never,
      state: { $in: ["checking", "running", "undoing"] },
      leaseUntil: { $lte: now },
    },
    { $set: { owner, leaseUntil: until } },
    { returnDocument: "after" },
  ) as Promise<ContactImportRow | null>;
}

/** Writes to an import as the one who holds it; false = somebody else does now. */
export async function updateImport(
  job: Pick<ContactImportRow, "_id" | "owner">,
  set: Partial<ContactImportRow>,
): Promise<boolean> {
  const { matchedCount } = await ContactImports.collection.updateOne(
    { _id: job._id as never, owner: job.owner },
    { $set: set },
  );
  return matchedCount === 1;
}
