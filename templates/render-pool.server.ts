import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { RenderFailure } from "#core/template/variables.ts";
import type { RenderMode } from "./engine.ts";
import type { RenderScope } from "./scope.ts";

export interface RenderRequest {
  readonly fields: readonly { readonly source: string; readonly mode: RenderMode }[];
  readonly people: readonly {
    readonly data: Readonly<Record<string, unknown>>;
    readonly scope: RenderScope;
  }[];
  /** Characters of all fields of one person together. */
  readonly outputMax: number;
}

export type RenderResult =
  | { readonly ok: true; readonly fields: readonly string[] }
  | { readonly ok: false; readonly error: RenderFailure; readonly detail: string };

export interface RenderPool {
  /** One result per person, in order. Never throws for a template's sake. */
  render(request: RenderRequest): Promise<RenderResult[]>;
  close(): Promise<void>;
}

/** security.md S3: one person's render may take this long before its thread is killed. */
const renderMaxMs = 1_000;
const heapMaxMb = 128;

interface Waiting {
  readonly id: number;
  readonly request: RenderRequest;
  readonly done: (results: RenderResult[] | null) => void;
}

/**
 * One thread, one request at a time, killed when it overstays. A window that is killed is rendered
 * again person by person, so one person's data cannot cost the others their message.
 */
export function createRenderPool(): RenderPool {
  let worker: Worker | null = null;
  let current: Waiting | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isReady = false;
  let nextId = 1;
  const queue: Waiting[] = [];

  function finish(results: RenderResult[] | null): void {
    if (timer) clearTimeout(timer);
    const finished = current;
    current = null;
    finished?.done(results);
    pump();
  }

  function drop(): void {
    const dying = worker;
    worker = null;
    isReady = false;
    void dying?.terminate();
    finish(null);
  }

  /** The clock runs from the moment the thread can work: loading it is not the template's fault. */
  function begin(): void {
    if (!current || !isReady) return;
    timer = setTimeout(drop, renderMaxMs);
    worker?.postMessage({ id: current.id, request: current.request });
  }

  function start(): Worker {
    const made = startThread();
    made.on("message", (message: "ready" | { id: number; results: RenderResult[] }) => {
      if (made !== worker) return;
      if (message === "ready") {
        isReady = true;
        begin();
      } else if (message.id === current?.id) finish(message.results);
    });
    // A thread that ran out of its heap dies by itself; the person in it gets the blame.
    made.on("error", () => made === worker && drop());
    made.on("exit", () => made === worker && drop());
    made.unref();
    return made;
  }

  function pump(): void {
    if (current) return;
    current = queue.shift() ?? null;
    if (!current) return;
    worker ??= start();
    begin();
  }

  function run(request: RenderRequest): Promise<RenderResult[] | null> {
    return new Promise((done) => {
      queue.push({ id: nextId++, request, done });
      pump();
    });
  }

  return {
    async render(request) {
      const results = await run(request);
      if (results) return results;
      const alone: RenderResult[] = [];
      for (const person of request.people) {
        const result = await run({ ...request, people: [person] });
        alone.push(result?.[0] ?? { ok: false, error: "timed-out", detail: `${renderMaxMs} ms` });
        // The template itself is at fault when the first two fail alike: stop burning seconds.
        if (alone.length === 2 && alone.every((r) => !r.ok && r.error === "timed-out")) break;
      }
      while (alone.length < request.people.length) {
        alone.push({ ok: false, error: "timed-out", detail: `${renderMaxMs} ms` });
      }
      return alone;
    },
    async close() {
      const dying = worker;
      worker = null;
      isReady = false;
      await dying?.terminate();
      for (const waiting of [current, ...queue.splice(0)]) waiting?.done(null);
      current = null;
    },
  };
}

/** Built: build/render-worker.js. From source (tests, dev): the TypeScript file through tsx. */
function startThread(): Worker {
  const root = projectRoot(path.dirname(fileURLToPath(import.meta.url)));
  const isBuilt = import.meta.url.includes("/build/");
  const limits = { resourceLimits: { maxOldGenerationSizeMb: heapMaxMb }, env: {} };
  if (isBuilt) return new Worker(path.join(root, "build", "render-worker.js"), limits);
  const source = pathToFileURL(path.join(root, "templates", "render-worker.ts")).href;
  const bootstrap = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(bootstrap, { ...limits, eval: true });
}

function projectRoot(folder: string): string {
  if (existsSync(path.join(folder, "package.json"))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error("package.json not found above the render pool");
  return projectRoot(parent);
}
