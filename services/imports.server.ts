import type { NotAText } from "#core/import/encoding.ts";
import { noConsentCounts, noCounts } from "#core/import/counts.ts";
import { guessTargets } from "#core/import/guess.ts";
import {
  DeclaredConsentSchema,
  ImportOptionsSchema,
  type DeclaredConsent,
  type ImportOptions,
} from "#core/import/options.ts";
import { err, ok, type Result } from "#core/result.ts";
import { runImport } from "#jobs/definitions/run-import.ts";
import { findAttributes } from "#models/attribute.server.ts";
import {
  ContactImports,
  findImport,
  type ContactImportRow,
  type ImportState,
} from "#models/contact-import.server.ts";
import { ensureAttributes } from "./attributes.server.ts";
import { announce } from "./events.server.ts";
import { inspectUpload, removeUpload, storeUpload, uploadKey } from "./import-upload.server.ts";
import type { Runtime } from "./runtime.server.ts";
import { rememberTags } from "./tags.server.ts";

export interface UploadInput {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly fileName: string;
  readonly stream: AsyncIterable<Uint8Array>;
  /** The workspace's country: how national phone numbers are read unless the member says otherwise. */
  readonly defaultCountry: string | null;
}

/** Stores a file as it comes in and looks at how it is made; nothing is imported yet. */
export async function uploadImport(
  input: UploadInput,
  rt: Pick<Runtime, "now" | "newId" | "files">,
): Promise<Result<{ importId: string }, NotAText | "too-large">> {
  const importId = rt.newId("import");
  const stored = await storeUpload(importId, input.stream, rt);
  if (!stored.ok) return stored;
  const seen = inspectUpload(stored.value);
  if (!seen.ok) {
    await removeUpload({ _id: importId, pieces: stored.value.pieces }, rt);
    return seen;
  }
  const { encoding, delimiter, hasHeader, header, preview, sample } = seen.value;
  const known = await findAttributes(input.workspaceId);
  const { defaultCountry } = input;
  const row: ContactImportRow = {
    _id: importId,
    workspaceId: input.workspaceId,
    fileName: input.fileName.replace(/[\p{Cc}]/gu, "").slice(0, 200) || "people.csv",
    bytes: stored.value.bytes,
    pieces: stored.value.pieces,
    header,
    preview,
    options: {
      ...{ encoding, delimiter, hasHeader, defaultCountry },
      columns: guessTargets(header, sample, known, defaultCountry),
      onExisting: "update",
      tags: [],
    },
    state: "draft",
    isStopAsked: false,
    counts: noCounts,
    consentCounts: noConsentCounts,
    dryRun: null,
    firstOrdinal: null,
    finalOrdinal: null,
    owner: null,
    leaseUntil: null,
    failure: null,
    undo: null,
    createdBy: input.memberId,
    createdAt: rt.now(),
    startedAt: null,
    finishedAt: null,
  };
  await ContactImports.collection.insertOne(row as never);
  return ok({ importId });
}

interface ImportKey {
  readonly workspaceId: string;
  readonly importId: string;
}

export type ImportError =
  | "not-found"
  /** It is moving, or over. */
  | "wrong-state"
  | "options-invalid"
  /** No column is a phone number or an e-mail address. */
  | "no-address-column"
  | "consent-not-answered"
  | NotAText;

/** How the file is read. A change of encoding, delimiter or header looks at the file again. */
export async function changeLayout(
  input: ImportKey & Pick<ImportOptions, "encoding" | "delimiter" | "hasHeader">,
  rt: Pick<Runtime, "files">,
): Promise<Result<null, ImportError>> {
  const job = await findImport(input);
  if (!job) return err("not-found");
  if (job.state !== "draft") return err("wrong-state");
  const start = await rt.files.get(uploadKey(job._id, 0));
  if (!start) return err("not-found");
  const { encoding, delimiter, hasHeader } = input;
  const seen = inspectUpload({ start, isUtf8: true }, { encoding, delimiter, hasHeader });
  if (!seen.ok) return seen;
  const { header, preview, sample } = seen.value;
  const known = await findAttributes(job.workspaceId);
  const columns = guessTargets(header, sample, known, job.options.defaultCountry);
  const options = { ...job.options, encoding, delimiter, hasHeader, columns };
  await setDraft(job, { header, preview, options, dryRun: null });
  return ok(null);
}

/** Where the columns go, and what happens to people who are already here. */
export async function saveMapping(
  input: ImportKey & Pick<ImportOptions, "columns" | "defaultCountry" | "onExisting" | "tags">,
): Promise<Result<null, ImportError>> {
  const job = await findImport(input);
  if (!job) return err("not-found");
  if (job.state !== "draft") return err("wrong-state");
  const { columns, defaultCountry, onExisting, tags } = input;
  const parsed = ImportOptionsSchema.safeParse({
    ...job.options,
    ...{ columns, defaultCountry, onExisting, tags },
  });
  if (!parsed.success || columns.length !== job.header.length) return err("options-invalid");
  if (!columns.some(({ to }) => to === "phone" || to === "email")) return err("no-address-column");
  await setDraft(job, { options: parsed.data, dryRun: null });
  return ok(null);
}

/** null = explicitly none: these people can be stored, not written to for marketing. */
export async function declareConsent(
  input: ImportKey & { readonly consent: DeclaredConsent | null },
  rt: Pick<Runtime, "now">,
): Promise<Result<null, ImportError>> {
  const job = await findImport(input);
  if (!job) return err("not-found");
  if (job.state !== "draft") return err("wrong-state");
  const parsed = DeclaredConsentSchema.nullable().safeParse(input.consent);
  if (!parsed.success) return err("options-invalid");
  const isAhead = parsed.data !== null && new Date(parsed.data.givenOn) > rt.now();
  if (isAhead) return err("options-invalid", "givenOn");
  await setDraft(job, { consent: parsed.data, dryRun: null });
  return ok(null);
}

async function setDraft(job: ContactImportRow, set: Partial<ContactImportRow>): Promise<void> {
  await ContactImports.collection.updateOne(
    { _id: job._id as never, state: "draft" },
    { $set: set },
  );
}

type QueueRuntime = Pick<Runtime, "now" | "newId" | "queue">;

/** Reads the whole file and counts what would happen; writes nothing. */
export async function startDryRun(
  key: ImportKey,
  rt: QueueRuntime,
): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  const blocker = blockerOf(job);
  if (blocker) return err(blocker);
  return setOff(job, ["draft"], "checking", {}, rt);
}

export async function startImport(
  key: ImportKey,
  rt: QueueRuntime,
): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  const blocker = blockerOf(job);
  if (blocker) return err(blocker);
  await ensureAttributes(job.workspaceId, job.options.columns, rt);
  await rememberTags(job.workspaceId, job.options.tags);
  return setOff(job, ["draft"], "running", { startedAt: rt.now() }, rt);
}

/** What still has to be decided before rows may move. */
export function blockerOf(job: ContactImportRow): ImportError | null {
  const isMapped = job.options.columns.some(({ to }) => to === "phone" || to === "email");
  if (!isMapped) return "no-address-column";
  return job.consent === undefined ? "consent-not-answered" : null;
}

/** In effect after the batch being written; what is in stays, and can be undone. */
export async function stopImport(key: ImportKey): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  if (job.state !== "running" && job.state !== "checking") return err("wrong-state");
  await ContactImports.collection.updateOne(
    { _id: job._id as never },
    { $set: { isStopAsked: true } },
  );
  return ok(null);
}

/** A stopped import goes on from the row it had reached. */
export async function continueImport(
  key: ImportKey,
  rt: QueueRuntime,
): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  return setOff(job, ["stopped"], "running", { finishedAt: null }, rt);
}

/** Takes everything back that the import did. */
export async function undoImport(
  key: ImportKey,
  rt: QueueRuntime,
): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  return setOff(job, ["done", "stopped", "failed"], "undoing", {}, rt);
}

/** Throws away a draft and its file. */
export async function discardImport(
  key: ImportKey,
  rt: Pick<Runtime, "files">,
): Promise<Result<null, ImportError>> {
  const job = await findImport(key);
  if (!job) return err("not-found");
  if (job.state !== "draft") return err("wrong-state");
  await ContactImports.collection.deleteOne({ _id: job._id as never });
  await removeUpload(job, rt);
  return ok(null);
}

async function setOff(
  job: ContactImportRow,
  from: readonly ImportState[],
  state: ImportState,
  set: Partial<ContactImportRow>,
  rt: QueueRuntime,
): Promise<Result<null, ImportError>> {
  const now = rt.now();
  const { matchedCount } = await ContactImports.collection.updateOne(
    { _id: job._id as never, state: { $in: [...from] } },
    // A lease that is over: whoever comes first takes it, the sweep included.
    { $set: { ...set, state, isStopAsked: false, owner: null, leaseUntil: now, failure: null } },
  );
  if (matchedCount !== 1) return err("wrong-state");
  await rt.queue.enqueue(runImport, { importId: job._id }, { unique: job._id });
  await announce(job.workspaceId, [{ topic: "import.progress", ref: job._id }], rt);
  return ok(null);
}
