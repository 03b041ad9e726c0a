import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { pickPort } from "#scripts/run/checks.ts";
import { projectRoot } from "#scripts/run/environment.ts";
import { Failure } from "#scripts/run/failure.ts";

/** The product as `npm start` runs it, on ports and a data folder of its own. */

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 60_000;
const host = "127.0.0.1";

export interface ProductOptions {
  readonly dataFolder: string;
  /** With its own simulator and the demo, or empty as an installation of one's own begins. */
  readonly isDemo: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedProduct {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly dataFolder: string;
  /** What it printed until it was ready. */
  readonly screen: string;
  stop(): Promise<void>;
}

export async function startProduct(options: ProductOptions): Promise<StartedProduct> {
  const [port, simulator, mail] = [
    await pickPort(host),
    await pickPort(host),
    await pickPort(host),
  ];
  const script = path.join(projectRoot, "scripts", "start.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: projectRoot,
    env: {
      ...process.env,
      NODE_ENV: "production",
      SIMULATOR: String(options.isDemo),
      ANTIPHON_DATA: options.dataFolder,
      PORT: String(port),
      SIMULATOR_PORT: String(simulator),
      SMTP_IN_PORT: String(mail),
      ...options.env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => end(child);
  const screen = await untilReady(child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    url: `http://${host}:${port}`,
    simulatorUrl: `http://${host}:${simulator}`,
    dataFolder: options.dataFolder,
    screen,
    stop,
  };
}

function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let words = "";
    const fail = (why: string): void => reject(new Failure(`Antiphon ${why}:\n${words}`));
    const timer = setTimeout(() => fail("did not start in time"), START_LIMIT_MS);
    child.once("close", () => {
      clearTimeout(timer);
      fail("ended while starting");
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        words += chunk.toString();
        // The last line of the start screen: all addresses stand above it.
        if (!words.includes("Ctrl-C stops everything")) return;
        clearTimeout(timer);
        resolve(words);
      });
    }
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_LIMIT_MS);
  await gone;
  clearTimeout(timer);
}
