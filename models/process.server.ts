import { mongo, Schema } from "mongoose";
import { currentDatabase } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** A driver's name for a session: 16 bytes. */
export type SessionId = mongo.Binary;

/** A process of ours that lives, and the sessions its transactions run in. */
export interface ProcessRow {
  _id: string;
  host: string;
  /** Where `pid` means this process. */
  pidSpace: string;
  pid: number;
  beatAt: Date;
  sessions: SessionId[];
}

const schema = new Schema<ProcessRow>(
  {
    _id: { type: String, required: true },
    host: { type: String, required: true },
    pidSpace: { type: String, required: true },
    pid: { type: Number, required: true },
    beatAt: { type: Date, required: true },
    sessions: { type: [Schema.Types.Mixed], default: [] } as never,
  },
  schemaOptions,
);

export const Processes = defineModel<ProcessRow>("Process", schema, "processes");

export async function saveProcess({ _id, ...rest }: ProcessRow): Promise<void> {
  await native(Processes).updateOne({ _id }, { $set: rest }, { upsert: true });
}

export async function listProcesses(): Promise<ProcessRow[]> {
  return native(Processes).find({}).toArray();
}

export async function forgetProcess(processId: string): Promise<void> {
  await native(Processes).deleteOne({ _id: processId });
}

/**
 * Takes back what their open transactions changed, and frees it for others. Every MongoDB user may end
 * sessions of its own; some hosted services know no such command. MongoDB ends them after a minute.
 */
export async function endSessions(
  sessions: readonly SessionId[],
): Promise<"ended" | { readonly refused: string }> {
  if (sessions.length === 0) return "ended";
  const named = sessions.map((id) => ({ id }));
  try {
    await currentDatabase().admin().command({ killSessions: named });
    return "ended";
  } catch (error) {
    if (error instanceof mongo.MongoServerError) return { refused: error.message };
    throw error;
  }
}
