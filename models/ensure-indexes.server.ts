import { currentDatabase } from "./connection.server.ts";

const OPTIONS_CONFLICT = 85;
const SPEC_CONFLICT = 86;

interface IndexSpec {
  readonly key: Record<string, 1 | -1>;
  readonly name: string;
}

/** What the list of models needs from each: rows differ, schemas and names are enough here. */
export interface AnyModel {
  readonly modelName: string;
  readonly schema: { indexes(): readonly (readonly [unknown, unknown])[] };
  readonly collection: { readonly collectionName: string };
}

/** Creates missing collections and indexes; safe to run on every start and by several processes. */
export async function ensureIndexes(models: readonly AnyModel[]): Promise<void> {
  await Promise.all(models.map((model) => ensureModel(model)));
}

async function ensureModel(model: AnyModel): Promise<void> {
  const database = currentDatabase();
  const name = model.collection.collectionName;
  const specs = indexSpecs(model);
  if (specs.length === 0) {
    await database.createCollection(name).catch(ignoreExisting);
    return;
  }
  try {
    await database.collection(name).createIndexes(specs);
  } catch (error) {
    if (!isConflict(error)) throw error;
    await replaceChanged(name, specs);
  }
}

/** A release may change an index's options under the same name: the old one makes room. */
async function replaceChanged(name: string, specs: IndexSpec[]): Promise<void> {
  const collection = currentDatabase().collection(name);
  for (const spec of specs) {
    try {
      await collection.createIndexes([spec]);
    } catch (error) {
      if (!isConflict(error)) throw error;
      await collection.dropIndex(spec.name).catch(ignoreAbsent);
      await collection.createIndexes([spec]);
    }
  }
}

export function indexSpecs(model: AnyModel): IndexSpec[] {
  return model.schema.indexes().map(([fields, options]) => {
    const { background: _, ...rest } = options as Record<string, unknown>;
    const key = fields as Record<string, 1 | -1>;
    const name = Object.entries(key)
      .map(([field, direction]) => `${field}_${direction}`)
      .join("_");
    return { key, name, ...rest };
  });
}

/** Another process that starts with us dropped it first. */
function ignoreAbsent(error: unknown): void {
  const INDEX_NOT_FOUND = 27;
  if (error instanceof Error && "code" in error && error.code === INDEX_NOT_FOUND) return;
  throw error;
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === OPTIONS_CONFLICT || error.code === SPEC_CONFLICT;
}

function ignoreExisting(error: unknown): void {
  const NAMESPACE_EXISTS = 48;
  if (error instanceof Error && "code" in error && error.code === NAMESPACE_EXISTS) return;
  throw error;
}
