import { expect, test } from "vitest";
import { gather } from "./gather.server.ts";

function slowLookUp() {
  const asked: (readonly string[])[] = [];
  const open: (() => void)[] = [];
  const lookUp = async (keys: readonly string[]): Promise<ReadonlySet<string>> => {
    asked.push(keys);
    await new Promise<void>((resolve) => open.push(resolve));
    return new Set(keys);
  };
  return { asked, answer: () => open.shift()?.(), ask: gather(lookUp, () => 0) };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

test("who asks while a look-up is on its way is answered by the next, together", async () => {
  const { asked, answer, ask } = slowLookUp();
  const first = ask(["a"]);
  await soon();
  const second = ask(["b", "c"]);
  const third = ask(["c", "d"]);
  await soon();
  expect(asked).toEqual([["a"]]);
  answer();
  expect([...(await first)]).toEqual(["a"]);
  await soon();
  answer();
  expect(await second).toBe(await third);
  expect(asked).toEqual([["a"], ["b", "c", "d"]]);
});

test("a look-up never begins before it was asked for", async () => {
  const { asked, answer, ask } = slowLookUp();
  const first = ask(["a"]);
  await soon();
  const again = ask(["a"]);
  answer();
  await first;
  await soon();
  expect(asked).toHaveLength(2);
  answer();
  await again;
});

test("a look-up that fails fails those it was for, and the next goes on", async () => {
  let calls = 0;
  const ask = gather(
    async (keys: readonly string[]) => {
      calls += 1;
      if (calls === 1) throw new Error("away");
      return keys.length;
    },
    () => 0,
  );
  await expect(ask(["a"])).rejects.toThrow("away");
  expect(await ask(["a", "b"])).toBe(2);
});

test("the first waits a little for others, when there are others", async () => {
  const asked: (readonly string[])[] = [];
  const ask = gather(
    async (keys: readonly string[]) => void asked.push(keys),
    () => 20,
  );
  const first = ask(["a"]);
  await soon();
  await Promise.all([first, ask(["b"])]);
  expect(asked).toEqual([["a", "b"]]);
});
