import { Schema } from "mongoose";
import type { DeploymentMark } from "#core/deployment.ts";
import { isDuplicateKey } from "./connection.server.ts";
import { defineModel, schemaOptions } from "./define-model.server.ts";
import { native } from "./native.server.ts";

/** What was held, until a person has looked. */
export interface RestoreAlert {
  readonly why: "restored" | "away";
  readonly at: Date;
  /** When the copy was last alive; null = not known. */
  readonly copyOf: Date | null;
  readonly runs: number;
  readonly campaigns: number;
  readonly singles: number;
}

/** One document: which installation this database belongs to. An export leaves it behind. */
export interface DeploymentRow extends DeploymentMark {
  readonly _id: string;
  readonly alert: RestoreAlert | null;
}

const ONLY = "deployment";

const schema = new Schema<DeploymentRow>(
  {
    _id: { type: String, required: true },
    deploymentId: { type: String, required: true },
    seenAt: { type: Date, required: true },
    alert: { type: Schema.Types.Mixed, default: null } as never,
  },
  schemaOptions,
);

export const Deployments = defineModel<DeploymentRow>("Deployment", schema, "deployments");

export function findDeployment(): Promise<DeploymentRow | null> {
  return native(Deployments).findOne({ _id: ONLY });
}

/** Moves the mark on, never back; makes it when there is none. Returns it as it stands now. */
export async function markDeployment(deploymentId: string, now: Date): Promise<DeploymentMark> {
  // Not findOneAndUpdate: the embedded server reads the whole collection for it.
  const change = { $max: { seenAt: now }, $setOnInsert: { deploymentId, alert: null } };
  const move = () => native(Deployments).updateOne({ _id: ONLY }, change, { upsert: true });
  await move().catch((error: unknown) => {
    // Another worker made it in the same moment.
    if (isDuplicateKey(error)) return move();
    throw error;
  });
  const row = await findDeployment();
  return { deploymentId: row?.deploymentId ?? deploymentId, seenAt: row?.seenAt ?? now };
}

export async function setRestoreAlert(alert: RestoreAlert | null): Promise<void> {
  await native(Deployments).updateOne({ _id: ONLY }, { $set: { alert } });
}
