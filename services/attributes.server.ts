import { attributeKey, type AttributeType } from "#core/contact/attribute.ts";
import type { ColumnTarget } from "#core/import/options.ts";
import { err, ok, type Result } from "#core/result.ts";
import { Attributes, findAttributes, type AttributeRow } from "#models/attribute.server.ts";
import { isDuplicateKey } from "#models/connection.server.ts";
import type { Runtime } from "./runtime.server.ts";

export interface DefineAttributeInput {
  readonly workspaceId: string;
  readonly label: string;
  readonly type: AttributeType;
  readonly choices: readonly string[];
}

export type AttributeDefinitionError = "label-unusable" | "key-taken" | "no-choices" | "not-found";

/** Adds a typed field to every person of the workspace. Its key follows from the label and stays. */
export async function defineAttribute(
  input: DefineAttributeInput,
  rt: Pick<Runtime, "now" | "newId">,
): Promise<Result<AttributeRow, AttributeDefinitionError>> {
  const label = input.label.trim().slice(0, 80);
  const key = attributeKey(label);
  if (key === "") return err("label-unusable");
  const choices = [...new Set(input.choices.map((one) => one.trim()).filter(Boolean))];
  if (input.type === "choice" && choices.length === 0) return err("no-choices");
  const row = attributeRow({ ...input, key, label, choices }, rt);
  try {
    await Attributes.collection.insertOne(row as never);
    return ok(row);
  } catch (error) {
    if (isDuplicateKey(error)) return err("key-taken");
    throw error;
  }
}

/** The field is no longer offered; values people carry stay where they are. */
export async function removeAttribute(key: {
  readonly workspaceId: string;
  readonly attributeId: string;
}): Promise<Result<AttributeRow, "not-found">> {
  const row = await findOwn(key);
  if (!row) return err("not-found");
  await Attributes.collection.deleteOne({ _id: row._id as never });
  return ok(row);
}

async function findOwn(key: { workspaceId: string; attributeId: string }) {
  const row = await Attributes.collection.findOne<AttributeRow>({ _id: key.attributeId as never });
  return row?.workspaceId === key.workspaceId ? row : null;
}

/** Columns mapped to fields that are not there yet become fields. */
export async function ensureAttributes(
  workspaceId: string,
  columns: readonly ColumnTarget[],
  rt: Pick<Runtime, "now" | "newId">,
): Promise<void> {
  const known = new Set((await findAttributes(workspaceId)).map((row) => row.key));
  for (const column of columns) {
    if (column.to !== "attribute" || known.has(column.key)) continue;
    known.add(column.key);
    const { key, label, type } = column;
    const row = attributeRow({ workspaceId, key, label, type, choices: [] }, rt);
    await Attributes.collection.insertOne(row as never).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }
}

function attributeRow(
  input: DefineAttributeInput & { readonly key: string },
  rt: Pick<Runtime, "now" | "newId">,
): AttributeRow {
  const { workspaceId, key, label, type, choices } = input;
  const createdAt = rt.now();
  return {
    _id: rt.newId("attribute"),
    workspaceId,
    key,
    label,
    type,
    choices: [...choices],
    createdAt,
  };
}
