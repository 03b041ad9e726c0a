import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useMergedSave } from "./use-merged-save.ts";

interface Draft {
  readonly name: string;
  readonly purpose: string;
}
type State = "idle" | "submitting" | "loading";

function openDesk(sent: Partial<Draft>[]) {
  const submit = (patch: Partial<Draft>) => void sent.push(patch);
  return renderHook(({ state }) => useMergedSave<Draft>(state, submit), {
    initialProps: { state: "idle" as State },
  });
}

test("a save that overtakes another carries it along, until the first is answered", () => {
  const sent: Partial<Draft>[] = [];
  const hook = openDesk(sent);
  act(() => hook.result.current.save({ name: "Spring" }));
  hook.rerender({ state: "submitting" });
  act(() => hook.result.current.save({ purpose: "service" }));
  act(() => hook.result.current.save({ name: "Summer" }));
  hook.rerender({ state: "loading" });
  act(() => hook.result.current.save({ name: "Autumn" }));
  expect(sent).toEqual([
    { name: "Spring" },
    { name: "Spring", purpose: "service" },
    { name: "Summer", purpose: "service" },
    { name: "Autumn" },
  ]);
});

test("a change is shown from the moment it is made until the page holds it", () => {
  const hook = openDesk([]);
  expect(hook.result.current.unsaved).toEqual({});
  act(() => hook.result.current.save({ name: "Spring" }));
  expect(hook.result.current.unsaved).toEqual({ name: "Spring" });
  hook.rerender({ state: "submitting" });
  expect(hook.result.current.unsaved).toEqual({ name: "Spring" });
  hook.rerender({ state: "loading" });
  act(() => hook.result.current.save({ purpose: "service" }));
  hook.rerender({ state: "submitting" });
  expect(hook.result.current.unsaved).toEqual({ name: "Spring", purpose: "service" });
  hook.rerender({ state: "loading" });
  hook.rerender({ state: "idle" });
  expect(hook.result.current.unsaved).toEqual({});
});
