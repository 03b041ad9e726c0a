import { join } from "node:path";
import { Command } from "commander";
import { startSimulator } from "./start.ts";

/** The provider simulator as its own process: `tsx scripts/simulator/main.ts --help`. */

const { env } = process;

const program = new Command("simulator")
  .description("Stands in for the providers of all channels. Nothing leaves this machine.")
  .option("--port <number>", "where the page and the APIs are", env.SIMULATOR_PORT ?? "3001")
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--folder <path>", "keeps phones here over a restart")
  .option("--memory", "keep nothing over a restart")
  .option("--ledger <file>", "fsync every accept to this JSONL file before answering it")
  .option("--receipt-delay <ms>", "from one receipt to the next", "400")
  .option("--read-share <share>", "share read at addresses without a phone, 0 to 1", "0.6")
  .option("--duplicates <share>", "share of webhooks sent twice, 0 to 1", "0")
  .option("--seed <number>", "of the dice behind shares", "1");

async function main(): Promise<void> {
  const options = program.parse().opts<Record<string, string | undefined>>();
  if (env.NODE_ENV === "production" && !["true", "1"].includes(env.SIMULATOR ?? "")) {
    throw new Error("not started under NODE_ENV=production; set SIMULATOR=true if you mean it");
  }
  const folder = options.folder ?? join(env.ANTIPHON_DATA ?? ".antiphon", "simulator");
  const simulator = await startSimulator({
    port: Number(options.port),
    host: options.host ?? "127.0.0.1",
    folder: options.memory ? null : folder,
    ledgerFile: options.ledger ?? null,
    receiptDelayMs: Number(options.receiptDelay),
    readShare: Number(options.readShare),
    duplicateShare: Number(options.duplicates),
    seed: Number(options.seed),
  });
  // One JSON line, so that a parent process can read the address of port 0.
  console.log(JSON.stringify({ event: "simulator.ready", url: simulator.url }));
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A parent that dies without a word takes the simulator with it.
  if (process.send) process.on("disconnect", stop);
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  const isUsed = reason.includes("EADDRINUSE");
  console.error(`simulator: ${isUsed ? `${reason}; choose another SIMULATOR_PORT` : reason}`);
  process.exit(1);
});
