import { useFetcher } from "@remix-run/react";
import { useCallback } from "react";
import type { action } from "#app/routes/_app.audiences.count/route.ts";
import type { CountRequest } from "./count-request.ts";
import { paths } from "./paths.ts";

/** Asks the server about people without leaving the page; the last answer stays until the next. */
export function useAsk(key: string) {
  const fetcher = useFetcher<typeof action>({ key });
  const { submit } = fetcher;
  const ask = useCallback(
    (question: CountRequest) =>
      submit(question as never, {
        method: "post",
        action: paths.audienceCount,
        encType: "application/json",
      }),
    [submit],
  );
  return { ask, answer: fetcher.data, isAsking: fetcher.state !== "idle" };
}
