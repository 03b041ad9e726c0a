/** How long nobody may have looked after a database before what it would send needs a person's eye. */
export const AWAY_MS = 30 * 60_000;

/** Which installation this is, and until when it is known to have been looked after. */
export interface DeploymentMark {
  readonly deploymentId: string;
  readonly seenAt: Date;
}

export type DeploymentVerdict =
  | { readonly kind: "fine" }
  /** The database is older than this folder knows it, or another's; `copyOf` is when it was last alive. */
  | { readonly kind: "restored"; readonly copyOf: Date | null }
  /** Perhaps a copy, folder and all; perhaps only switched off for long. */
  | { readonly kind: "away"; readonly since: Date };

/**
 * The database's mark grows while a worker lives, and the data folder keeps the newest one it saw. A
 * database whose mark is behind its folder's lived on after this copy of it was made.
 */
export function judgeDeployment(
  folder: DeploymentMark | null,
  database: DeploymentMark | null,
  now: Date,
): DeploymentVerdict {
  if (database === null) {
    return folder === null ? { kind: "fine" } : { kind: "restored", copyOf: null };
  }
  const { seenAt, deploymentId } = database;
  const isOther = folder !== null && folder.deploymentId !== deploymentId;
  const isBehind = folder !== null && seenAt < folder.seenAt;
  if (isOther || isBehind) return { kind: "restored", copyOf: seenAt };
  const isLong = now.getTime() - seenAt.getTime() > AWAY_MS;
  return isLong ? { kind: "away", since: seenAt } : { kind: "fine" };
}
