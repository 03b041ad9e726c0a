import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { ChildPlan } from "./child.ts";
import { Failure } from "./failure.ts";
import type { LogSink } from "./log-sink.ts";

/** What a task says of an error whose sentence is enough. */
const Told = z.object({ error: z.string() });

/** A process that does one thing and ends. */
export interface Task {
  /** Its last message; rejects with its last words when it fails. */
  readonly done: Promise<unknown>;
  stop(): Promise<void>;
}

export function startTask(plan: ChildPlan, log: LogSink): Task {
  const { name, script, args = [], execArgv = [], env } = plan;
  const child = fork(script, [...args], {
    env,
    execArgv: [...execArgv],
    // Its own process group, as with the other children: Ctrl-C is for the parent.
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let answer: unknown;
  let words: string[] = [];
  child.on("message", (message) => (answer = message));
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.line(name, line);
      words = [...words.slice(-9), line];
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? (code === 0 ? "" : `code ${code}`)));
  });
  const done = ended.then((how) => {
    if (how === "") return answer;
    const told = Told.safeParse(answer).data;
    if (told) throw new Failure(told.error);
    throw new Failure(`The step "${name}" failed (${how}):\n  ${words.join("\n  ")}`);
  });
  // Awaited together with others: it may not end the process before that.
  done.catch(() => {});
  return {
    done,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
