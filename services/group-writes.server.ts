export interface GroupWrites<Item, End> {
  /** Items in one write at most. */
  readonly groupMax: number;
  /** Writes on their way at once. */
  readonly inFlightMax: number;
  /** How long the first of a group waits for others; null = not at all. */
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
  let inFlight = 0;
  let isGathering = false;

  async function start(): Promise<void> {
    if (isGathering || inFlight >= options.inFlightMax || waiting.length === 0) return;
    const gathering = options.gathering();
    if (gathering) {
      isGathering = true;
      await gathering;
      isGathering = false;
    }
    inFlight += 1;
    const written = writeGroup(waiting.splice(0, options.groupMax));
    void start();
    await written;
    inFlight -= 1;
    void start();
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
      void start();
    });
}
