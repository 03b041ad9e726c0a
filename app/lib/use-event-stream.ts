import { useFetchers, useNavigation, useRevalidator } from "@remix-run/react";
import { useEffect, useId, useRef, useState } from "react";
import { markBackground } from "./color-scheme.ts";
import { noteStream } from "./connection-state.ts";
import { isReady } from "./is-ready.ts";

export type StreamState = "connecting" | "live" | "lost";

export interface EventStreamOptions {
  /** Called for each event; return false to leave the page's data alone. Default: always refresh. */
  readonly onEvent?: (event: StreamedEvent) => boolean | undefined;
  /** At most one refresh in this time, however many events come. */
  readonly refreshEveryMs?: number;
  /** Not connected while false, e.g. for a campaign that is done. */
  readonly isOn?: boolean;
}

export interface StreamedEvent {
  readonly type: string;
  readonly id: string;
  readonly data: unknown;
}

const REOPEN_MS = 5_000;

/**
 * Listens to a server-sent stream and refreshes the route's loaders. The stream only says that
 * something changed: the loader is the truth, so a lost event costs a delay and never a wrong page.
 */
export function useEventStream(url: string, options: EventStreamOptions = {}): StreamState {
  const { refreshEveryMs = 250, isOn = true } = options;
  const { revalidate, state: refreshing } = useRevalidator();
  const { state: navigating } = useNavigation();
  const [state, setState] = useState<StreamState>("connecting");
  const [attempt, setAttempt] = useState(0);
  const id = useId();
  // Only those at work are in it. A refresh begun meanwhile would swallow where an action leads to.
  const isActing = useFetchers().length > 0;
  const isBusy = refreshing !== "idle" || navigating !== "idle" || isActing;
  const now = { onEvent: options.onEvent, revalidate, isBusy };
  const latest = useRef(now);
  latest.current = now;

  useEffect(() => {
    if (!isOn) return;
    let timer: number | undefined;
    let again: number | undefined;
    let isGone = false;
    let refreshedAt = -refreshEveryMs;
    // The first of a burst at once, the rest together.
    const refresh = () => {
      const waitMs = Math.max(0, refreshedAt + refreshEveryMs - performance.now());
      timer ??= window.setTimeout(() => {
        timer = undefined;
        refreshedAt = performance.now();
        // Loaders that still run are let finish: begun again at each event, they might never end.
        if (latest.current.isBusy) refresh();
        else {
          markBackground();
          latest.current.revalidate();
        }
      }, waitMs);
    };
    const source = new EventSource(url);
    source.onopen = () => {
      setState("live");
      noteStream(id, false);
      // The stream begins now. What happened since the loader ran, at first or while the
      // connection was gone, is in none of its events: ask for all of it.
      refresh();
    };
    source.onerror = () => {
      setState("lost");
      noteStream(id, true);
      // Refused by an answer that is no stream (a proxy's 502, the sign-in page): the browser gives
      // up. The loaders say which it is, and we come back. With the database away they would only
      // take the page, and what is being written on it, off the screen.
      if (source.readyState !== EventSource.CLOSED) return;
      void isReady().then((ready) => ready && !isGone && refresh());
      again = window.setTimeout(() => setAttempt((count) => count + 1), REOPEN_MS);
    };
    const receive = (event: MessageEvent<string>) => {
      const streamed = { type: event.type, id: event.lastEventId, data: parsed(event.data) };
      if (latest.current.onEvent?.(streamed) !== false) refresh();
    };
    source.onmessage = receive;
    source.addEventListener("change", receive);
    return () => {
      isGone = true;
      window.clearTimeout(timer);
      window.clearTimeout(again);
      source.close();
      noteStream(id, false);
    };
  }, [url, isOn, refreshEveryMs, attempt, id]);

  return state;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A plain word is a fine event too.
    return text;
  }
}
