import { useEffect, useState, useSyncExternalStore } from "react";

/** away: the network is gone. reconnecting: a live stream is. */
export type Connection = "fine" | "away" | "reconnecting";

const lostStreams = new Set<string>();
const listeners = new Set<() => void>();

/** Every live stream says here when it is cut off and when it is back. */
export function noteStream(id: string, isLost: boolean): void {
  const had = lostStreams.has(id);
  if (had === isLost) return;
  if (isLost) lostStreams.add(id);
  else lostStreams.delete(id);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

function read(): Connection {
  if (!navigator.onLine) return "away";
  return lostStreams.size > 0 ? "reconnecting" : "fine";
}

/** Streams end by design every few minutes and are back in two seconds: that is not worth a word. */
const PATIENCE_MS = 4_000;

export function useConnection(): Connection {
  const now = useSyncExternalStore(subscribe, read, () => "fine" as const);
  const [shown, setShown] = useState<Connection>("fine");
  useEffect(() => {
    const timer = window.setTimeout(() => setShown(now), now === "reconnecting" ? PATIENCE_MS : 0);
    return () => window.clearTimeout(timer);
  }, [now]);
  return shown;
}
