import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { z } from "zod";
import { Failure } from "./failure.ts";
import type { LogSink } from "./log-sink.ts";

export interface ChildPlan {
  readonly name: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly execArgv?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const Ready = z.looseObject({ event: z.string().endsWith(".ready") });
export type ReadyMessage = z.infer<typeof Ready>;

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** Having run this long, a child that ends is a new story and not the old one going on. */
const STEADY_MS = 60_000;

/** Keeps one process alive: it comes back after a crash, slower each time, until it is stopped. */
export class Child {
  readonly name: string;
  readonly #plan: ChildPlan;
  readonly #log: LogSink;
  #process: ChildProcess;
  #timer: NodeJS.Timeout | undefined;
  #delayMs = FIRST_DELAY_MS;
  #isStopping = false;
  #isRestarting = false;
  #lastWords: string[] = [];
  #onReady: ((message: ReadyMessage) => void) | null = null;
  #onFailed: ((error: Error) => void) | null = null;
  /** What it said when it was ready the first time; rejects when it ends before that. */
  readonly ready: Promise<ReadyMessage>;

  constructor(plan: ChildPlan, log: LogSink) {
    this.name = plan.name;
    this.#plan = plan;
    this.#log = log;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = resolve;
      this.#onFailed = reject;
    });
    // Whoever starts several children awaits them together; none may end the process before that.
    this.ready.catch(() => {});
    this.#process = this.#start();
  }

  /** Development: its sources changed. */
  restart(): void {
    if (this.#isRestarting) return;
    this.#isRestarting = true;
    console.log(`Sources changed: the ${this.name} process starts again …`);
    this.#process.kill("SIGTERM");
  }

  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    const child = this.#process;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(timer);
  }

  #start(): ChildProcess {
    const { script, args = [], execArgv = [], env } = this.#plan;
    const startedAt = performance.now();
    const child = fork(script, [...args], {
      env,
      execArgv: [...execArgv],
      // Its own process group: Ctrl-C is for the parent, which stops children in the right order.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#follow(child);
    // After "close" both pipes are read: its last words are complete.
    child.once("close", (code, signal) => {
      this.#ended(signal ?? `code ${code}`, performance.now() - startedAt);
    });
    return child;
  }

  #follow(child: ChildProcess): void {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.#lastWords = [...this.#lastWords.slice(-9), line];
        this.#log.line(this.name, line);
        if (line.includes('.ready"')) this.#noteReady(parseLine(line));
      });
    }
    child.on("message", (message) => this.#noteReady(message));
  }

  #noteReady(message: unknown): void {
    const parsed = Ready.safeParse(message);
    if (!parsed.success) return;
    this.#onReady?.(parsed.data);
    this.#onReady = null;
    this.#onFailed = null;
  }

  #ended(how: string, ranMs: number): void {
    if (this.#isStopping) return;
    if (this.#onFailed) {
      this.#isStopping = true;
      const words = this.#lastWords.filter((line) => line.trim() !== "").join("\n  ");
      this.#onFailed(new Failure(`The ${this.name} process did not start (${how}):\n  ${words}`));
      return;
    }
    const delayMs = this.#isRestarting ? 0 : this.#nextDelay(ranMs);
    this.#isRestarting = false;
    if (delayMs > 0) {
      console.error(
        `The ${this.name} process ended (${how}); it comes back in ${delayMs / 1_000} s.`,
      );
    }
    this.#timer = setTimeout(() => {
      this.#process = this.#start();
    }, delayMs);
  }

  #nextDelay(ranMs: number): number {
    if (ranMs > STEADY_MS) this.#delayMs = FIRST_DELAY_MS;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
    return delayMs;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Words that merely look like a message.
    return null;
  }
}
