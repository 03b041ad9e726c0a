import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A database server this process started and must stop. */
export interface DatabaseServer {
  readonly name: string;
  readonly uri: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Resolves when the process is gone, asked or not. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

export class AlreadyRunning extends Error {}

export interface LaunchOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** On top of our own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Port in the line that says the server is ready. */
  readonly readyPattern: RegExp;
  readonly busyPattern: RegExp;
  readonly timeoutMs: number;
}

export interface Launched {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ended: Promise<number | null>;
}

/** Starts a server in its own process group, so that Ctrl-C reaches it only after its clients. */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const child = spawn(options.command, options.args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    detached: process.platform !== "win32",
  });
  // However we end (a second Ctrl-C, an error nobody caught): nobody but us knows this server.
  const endWithUs = (): void => void child.kill("SIGTERM");
  process.once("exit", endWithUs);
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => {
      process.off("exit", endWithUs);
      resolve(code);
    });
    child.once("error", () => resolve(null));
  });
  const port = await waitUntilReady(child, options).catch(async (error: unknown) => {
    if (child.exitCode === null) child.kill("SIGKILL");
    throw error;
  });
  return { child, port, ended };
}

function waitUntilReady(child: ChildProcess, options: LaunchOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => {
      reject(new Error(`not ready in ${options.timeoutMs} ms: ${lastLine(output)}`));
    }, options.timeoutMs);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000);
      const port = options.readyPattern.exec(output)?.[1];
      if (port) settle(() => resolve(Number(port)));
    };
    // Both pipes are read for as long as the server lives: a full pipe would stop it.
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => settle(() => reject(error)));
    child.once("close", (code) => {
      const busy = options.busyPattern.test(output);
      const words = lastLine(output);
      settle(() => reject(busy ? new AlreadyRunning(words) : new Error(`exit ${code}: ${words}`)));
    });
  });
}

export async function stopChild(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  await gone;
  clearTimeout(timer);
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
