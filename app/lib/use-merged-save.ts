import { useRef, useState } from "react";

export interface MergedSave<Patch extends object> {
  readonly save: (patch: Partial<Patch>) => void;
  /** What was changed and may not stand in the loaded page yet: pages show it over what was loaded. */
  readonly unsaved: Partial<Patch>;
}

/**
 * Saves of one fetcher: a second one ends the request of the first, which may not have arrived. What
 * is not known to be stored yet goes along again, the later word on a field winning.
 */
export function useMergedSave<Patch extends object>(
  state: "idle" | "submitting" | "loading",
  submit: (patch: Partial<Patch>) => void,
): MergedSave<Patch> {
  const unanswered = useRef<Partial<Patch>>({});
  // Of its own and not read off the fetcher: a tick stands in the very event that made it.
  const [unsaved, setUnsaved] = useState<Partial<Patch>>({});
  const last = useRef(state);
  // The action has answered; while its page is loaded anew a further save has nothing to repeat.
  if (last.current === "submitting" && state !== "submitting") unanswered.current = {};
  if (last.current !== "idle" && state === "idle") setUnsaved({});
  last.current = state;
  const save = (patch: Partial<Patch>) => {
    unanswered.current = { ...unanswered.current, ...patch };
    setUnsaved((before) => ({ ...before, ...patch }));
    submit(unanswered.current);
  };
  return { save, unsaved };
}
