export interface GroupWrites<Item, End> {
  /** Items in one write at most. */
  readonly groupMax: number;
  /** What the first of a group waits for, so that others may join; null = only those of this moment. */
  gathering(): Promise<unknown> | null;
  /** What became of each, in order; a failure fails them all. */
  write(items: readonly Item[]): Promise<readonly End[]>;
}

interface Waiting<Item, End> {
  readonly item: Item;
  resolve(end: End): void;
  reject(error: unknown): void;
}

/**
 * Group commit: who comes while others are being written shares the next write, so that the disk is
 * waited for once. Resolves when the item's own write has ended.
 */
export function groupWrites<Item, End>(
  options: GroupWrites<Item, End>,
): (item: Item) => Promise<End> {
  const waiting: Waiting<Item, End>[] = [];
  let isBusy = false;

  /** One write at a time: two smaller ones beside each other cost more than they save. */
  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      await options.gathering();
      await writeGroup(waiting.splice(0, options.groupMax));
    }
    isBusy = false;
  }

  async function writeGroup(group: readonly Waiting<Item, End>[]): Promise<void> {
    try {
      const ends = await options.write(group.map((one) => one.item));
      group.forEach((one, index) => {
        const end = ends[index];
        if (end === undefined) one.reject(new Error("a write told nothing of one of its items"));
        else one.resolve(end);
      });
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      void work();
    });
}
