import { Desk } from "./desk.ts";
import { createHttpServer, listen } from "./http-server.ts";
import { providers } from "./providers/index.ts";

export interface SimulatorOptions {
  /** 0 = any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Folder for what must survive a restart; null = memory only. */
  readonly folder?: string | null;
  /** Every accept is fsynced to this JSONL file before it is answered. */
  readonly ledgerFile?: string | null;
  /** From one receipt of a message to the next. */
  readonly receiptDelayMs?: number;
  /** Share of messages read at addresses without a phone on the desk. */
  readonly readShare?: number;
  /** Share of webhooks sent twice. */
  readonly duplicateShare?: number;
  readonly seed?: number;
}

export interface Simulator {
  /** Without trailing slash. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? "127.0.0.1";
  const desk = await Desk.open({
    providers,
    folder: options.folder ?? null,
    ledgerFile: options.ledgerFile ?? null,
    receiptDelayMs: options.receiptDelayMs ?? 400,
    readShare: options.readShare ?? 0.6,
    duplicateShare: options.duplicateShare ?? 0,
    seed: options.seed ?? 1,
  });
  const server = createHttpServer(desk);
  const port = await listen(server, options.port ?? 0, host);
  desk.url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const others: { stop(): Promise<void> }[] = [];
  for (const provider of providers) {
    const other = await provider.start?.(desk);
    if (other) others.push(other);
  }
  return {
    url: desk.url,
    async stop() {
      for (const other of others) await other.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await desk.close();
    },
  };
}
