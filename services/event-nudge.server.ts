/** Tails of this process, woken when something is announced here; other processes find it at their next poll. */
const tails = new Map<string, Set<() => void>>();

export function onAnnounced(workspaceId: string, wake: () => void): () => void {
  const mine = tails.get(workspaceId) ?? new Set();
  tails.set(workspaceId, mine);
  mine.add(wake);
  return () => {
    mine.delete(wake);
    if (mine.size === 0 && tails.get(workspaceId) === mine) tails.delete(workspaceId);
  };
}

export function nudgeTails(workspaceId: string): void {
  for (const wake of tails.get(workspaceId) ?? []) wake();
}
