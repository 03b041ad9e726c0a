import { setTimeout as sleep } from "node:timers/promises";

/**
 * Makes one look-up of many: who asks while a look-up waits or is on its way is answered by the next one,
 * all at once. A look-up always begins after it was asked for, so nobody is told of an older state.
 * `lingerMs` says how long the first waits for others: 0 when there is nobody else.
 */
export function gather<Key, Answer>(
  lookUp: (keys: readonly Key[]) => Promise<Answer>,
  lingerMs: () => number,
): (keys: readonly Key[]) => Promise<Answer> {
  let next: { keys: Set<Key>; answer: Promise<Answer> } | null = null;
  let before: Promise<unknown> = Promise.resolve();

  async function begin(keys: Set<Key>): Promise<Answer> {
    const waitMs = lingerMs();
    await (waitMs > 0 ? Promise.all([before, sleep(waitMs)]) : before);
    next = null;
    return lookUp([...keys]);
  }

  return (keys) => {
    if (!next) {
      const asked = new Set<Key>();
      const answer = begin(asked);
      next = { keys: asked, answer };
      before = answer.catch(() => {});
    }
    for (const key of keys) next.keys.add(key);
    return next.answer;
  };
}
