import { createServer } from "node:net";

/**
 * The far end of a dispatch benchmark, as a process of its own: answers Graph-like sends over raw
 * sockets and remembers every delivery id and when it came. Controlled over its IPC channel.
 */
const HEAD_END = Buffer.from("\r\n\r\n");
const ECHO = /"biz_opaque_callback_data":"([^"]+)"/;

let first = 0n;
let last = 0n;
let requests = 0;
let latencyMs = 0;
let seen = new Map<string, number>();

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let rest: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const headEnd = rest.indexOf(HEAD_END);
      if (headEnd === -1) return;
      const head = rest.toString("latin1", 0, headEnd);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      const end = headEnd + 4 + length;
      if (rest.length < end) return;
      accept(rest.toString("utf8", headEnd + 4, end));
      rest = rest.subarray(end);
      const body = `{"messaging_product":"whatsapp","messages":[{"id":"wamid.${requests}.${process.pid}"}]}`;
      const answer = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
      if (latencyMs > 0) setTimeout(() => socket.write(answer), latencyMs);
      else socket.write(answer);
    }
  });
});

function accept(body: string): void {
  const now = process.hrtime.bigint();
  if (requests === 0) first = now;
  last = now;
  requests += 1;
  const id = ECHO.exec(body)?.[1] ?? `#${requests}`;
  seen.set(id, (seen.get(id) ?? 0) + 1);
}

export interface SinkReport {
  readonly requests: number;
  readonly distinct: number;
  readonly duplicates: number;
  readonly seconds: number;
  readonly firstAtMs: number;
  readonly cpuSeconds: number;
  readonly ids?: readonly string[];
}

type Order =
  | { readonly order: "reset"; readonly latencyMs?: number }
  | { readonly order: "report"; readonly withIds?: boolean };

process.on("message", (message: Order) => {
  if (message.order === "reset") {
    requests = 0;
    seen = new Map();
    latencyMs = message.latencyMs ?? 0;
    process.send?.({ done: true });
    return;
  }
  const cpu = process.cpuUsage();
  const report: SinkReport = {
    requests,
    distinct: seen.size,
    duplicates: requests - seen.size,
    seconds: Number(last - first) / 1e9,
    // hrtime counts from the same boot in every process of this machine.
    firstAtMs: Number(first) / 1e6,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    ...(message.withIds ? { ids: [...seen.keys()] } : {}),
  };
  process.send?.(report);
});
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ port: typeof address === "object" && address ? address.port : 0 });
});
