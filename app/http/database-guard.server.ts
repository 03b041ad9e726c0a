import type { ActionFunctionArgs, LoaderFunctionArgs, ServerBuild } from "@remix-run/node";
import { isDatabaseAway, pingDatabase } from "#models/connection.server.ts";
import { noteDatabase } from "#services/metrics.server.ts";
import type { Runtime } from "#services/runtime.server.ts";

type Handler = (args: LoaderFunctionArgs & ActionFunctionArgs) => unknown;

/** A request that takes this long makes us ask whether the database is there at all. */
const PATIENCE_MS = 2_500;
const PING_MS = 1_500;
export const RETRY_AFTER_S = 5;

/**
 * Every loader and action, watched: when the database does not answer, the person gets a 503 within
 * seconds and not what the driver's own patience comes to. The work itself is not stopped: a database
 * that comes back may still finish it.
 */
export function databaseGuard(
  rt: Pick<Runtime, "log">,
  answers: () => Promise<boolean> = pings,
): (build: ServerBuild) => ServerBuild {
  const known = new WeakMap<ServerBuild, ServerBuild>();
  const watched = watch(rt, shared(answers));
  return (build) => {
    const made = known.get(build) ?? { ...build, routes: guardRoutes(build.routes, watched) };
    known.set(build, made);
    return made;
  };
}

/** What answers without the database, or says itself how it is. */
const selfSufficient = new Set([
  "root",
  "routes/healthz",
  "routes/metrics",
  "routes/readyz",
  "routes/widget[.]js",
]);

function guardRoutes(
  routes: ServerBuild["routes"],
  watched: (handler: Handler) => Handler,
): ServerBuild["routes"] {
  const entries = Object.entries(routes).map(([id, route]) => {
    if (!route || selfSufficient.has(id)) return [id, route] as const;
    const { loader, action } = route.module;
    const handlers = {
      ...(loader ? { loader: watched(loader as Handler) } : {}),
      ...(action ? { action: watched(action as Handler) } : {}),
    };
    return [id, { ...route, module: { ...route.module, ...handlers } }] as const;
  });
  return Object.fromEntries(entries) as ServerBuild["routes"];
}

function watch({ log }: Pick<Runtime, "log">, answers: () => Promise<boolean>) {
  let isAway = false;
  const isThere = async () => {
    const wasAway = isAway;
    isAway = !(await answers());
    noteDatabase(!isAway);
    if (isAway && !wasAway) log.error({ event: "database.away" }, "the database does not answer");
    if (wasAway && !isAway) log.info({ event: "database.back" }, "the database answers again");
    return !isAway;
  };
  return (handler: Handler): Handler =>
    async (args) => {
      // Known to be away: nobody waits for what will not come.
      if (isAway && !(await isThere())) throw unavailable();
      const patience = outlasts(isThere);
      try {
        return await Promise.race([handler(args), patience.lost]);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        if (isDatabaseAway(error) || !(await isThere())) throw unavailable();
        throw error;
      } finally {
        patience.end();
      }
    };
}

/** Fails as soon as the database is found away; a slow query alone is waited for. */
function outlasts(isThere: () => Promise<boolean>) {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const lost = new Promise<never>((_, reject) => {
    const ask = async () => {
      const answered = await isThere();
      if (!answered) reject(unavailable());
      else if (!isOver) wait();
    };
    const wait = () => (timer = setTimeout(() => void ask(), PATIENCE_MS));
    wait();
  });
  const end = () => {
    isOver = true;
    clearTimeout(timer);
  };
  return { lost, end };
}

/** However many requests ask at once, one question goes out. */
function shared(ask: () => Promise<boolean>): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null;
  return () => {
    asked ??= ask().finally(() => (asked = null));
    return asked;
  };
}

/** Asked twice: a process that was busy itself reads the first answer too late. */
async function pings(): Promise<boolean> {
  return pingDatabase(PING_MS)
    .catch(() => pingDatabase(PING_MS))
    .then(
      () => true,
      () => false,
    );
}

function unavailable(): Response {
  const words = "The database does not answer. Nothing that was saved is lost: try again soon.";
  const headers = { "retry-after": String(RETRY_AFTER_S), "content-type": "text/plain" };
  return new Response(words, { status: 503, statusText: "Service Unavailable", headers });
}
