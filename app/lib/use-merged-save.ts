import { useRef } from "react";

/**
 * Saves of one fetcher: a second one ends the request of the first, which may not have arrived. What
 * is not known to be stored yet goes along again, the later word on a field winning.
 */
export function useMergedSave<Patch extends object>(
  state: "idle" | "submitting" | "loading",
  submit: (patch: Partial<Patch>) => void,
): (patch: Partial<Patch>) => void {
  const unanswered = useRef<Partial<Patch>>({});
  const last = useRef(state);
  // The action has answered; while its page is loaded anew a further save has nothing to repeat.
  if (last.current === "submitting" && state !== "submitting") unanswered.current = {};
  last.current = state;
  return (patch) => {
    unanswered.current = { ...unanswered.current, ...patch };
    submit(unanswered.current);
  };
}
