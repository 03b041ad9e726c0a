import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useMergedSave } from "./use-merged-save.ts";

interface Draft {
  readonly name: string;
  readonly purpose: string;
}

test("a save that overtakes another carries it along, until the first is answered", () => {
  const sent: Partial<Draft>[] = [];
  const submit = (patch: Partial<Draft>) => void sent.push(patch);
  type State = "idle" | "submitting" | "loading";
  const hook = renderHook(({ state }) => useMergedSave<Draft>(state, submit), {
    initialProps: { state: "idle" as State },
  });
  act(() => hook.result.current({ name: "Spring" }));
  hook.rerender({ state: "submitting" });
  act(() => hook.result.current({ purpose: "service" }));
  act(() => hook.result.current({ name: "Summer" }));
  hook.rerender({ state: "loading" });
  act(() => hook.result.current({ name: "Autumn" }));
  expect(sent).toEqual([
    { name: "Spring" },
    { name: "Spring", purpose: "service" },
    { name: "Summer", purpose: "service" },
    { name: "Autumn" },
  ]);
});
