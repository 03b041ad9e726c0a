import { MINUTE_MS, SECOND_MS } from "#core/duration.ts";

/** One message of a stream. `id` comes back as Last-Event-ID when the browser reconnects. */
export interface StreamEvent {
  readonly id?: string;
  readonly type?: string;
  readonly data: unknown;
}

export type Emit = (event: StreamEvent) => void;

export interface EventStreamOptions {
  /** `context.closed`: aborts when the client has gone. */
  readonly closed: AbortSignal;
  /** Starts sending; the function it returns stops whatever it began. */
  readonly subscribe: (emit: Emit) => () => void;
}

const PING_MS = 15 * SECOND_MS;
/** The browser comes back by itself: tabs spread over processes, and nothing lives for days. */
const LIFETIME_MS = 5 * MINUTE_MS;
const RETRY_MS = 2 * SECOND_MS;

const open = new Set<() => void>();

/** On SIGTERM: browsers reconnect elsewhere, or here after the restart. */
export function endEventStreams(): void {
  for (const end of open) end();
}

/** A server-sent stream that always ends: with its client, after five minutes, or with the process. */
export function eventStream({ closed, subscribe }: EventStreamOptions): Response {
  const encoder = new TextEncoder();
  let end = () => {};
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOver = false;
      const write = (text: string) => {
        if (!isOver) controller.enqueue(encoder.encode(text));
      };
      const stop = subscribe((event) => write(encodeEvent(event)));
      const ping = setInterval(() => write(": ping\n\n"), PING_MS);
      const lifetime = setTimeout(() => end(), LIFETIME_MS);
      end = () => {
        if (isOver) return;
        isOver = true;
        open.delete(end);
        clearInterval(ping);
        clearTimeout(lifetime);
        closed.removeEventListener("abort", end);
        stop();
        // A cancelled stream is closed already, and says so by throwing.
        if (!isCancelled) controller.close();
      };
      open.add(end);
      write(`retry: ${RETRY_MS}\n\n`);
      if (closed.aborted) end();
      else closed.addEventListener("abort", end, { once: true });
    },
    cancel: () => {
      isCancelled = true;
      end();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

function encodeEvent({ id, type, data }: StreamEvent): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id.replace(/[\r\n]/g, "")}`]),
    ...(type === undefined ? [] : [`event: ${type.replace(/[\r\n]/g, "")}`]),
    // JSON never holds a raw line break, so one data line is always enough.
    `data: ${JSON.stringify(data)}`,
  ];
  return `${lines.join("\n")}\n\n`;
}
