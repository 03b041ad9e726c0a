import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { readEnvironment } from "./environment.ts";
import { linkSimulator } from "./link-simulator.ts";
import { prepareDatabase } from "./prepare.ts";

/**
 * Indexes, the demo and the simulated accounts, while the other processes load. A process of its own,
 * because what it needs is large and `npm start` itself should answer at once.
 */
async function main(): Promise<void> {
  const config = readEnvironment();
  const isDemo = config.SIMULATOR === true;
  const rt = await createRuntime(config, "cli");
  try {
    const demo = await prepareDatabase(rt, isDemo);
    if (isDemo) await linkSimulator(`http://127.0.0.1:${config.SIMULATOR_PORT}`, rt);
    process.send?.({ demo });
  } finally {
    await closeRuntime(rt);
  }
  process.disconnect?.();
}

// Whoever asked for it is gone.
process.on("disconnect", () => process.exit());

main().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error);
  // The stack is for the log file alone: the sink shows warnings and worse.
  const stack = error instanceof Error ? error.stack : undefined;
  console.error(JSON.stringify({ level: "info", event: "prepare.failed", stack }));
  if (process.send) process.send({ error: words }, undefined, undefined, () => process.exit(1));
  else process.exit(1);
});
