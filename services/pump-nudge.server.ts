/** Pumps of this process, to be woken when work appears here; other processes find it at their next poll. */
const pumps = new Set<() => void>();

export function onNudge(wake: () => void): () => void {
  pumps.add(wake);
  return () => void pumps.delete(wake);
}

export function nudgePumps(): void {
  for (const wake of pumps) wake();
}
