import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type Express, type Request, type RequestHandler } from "express";
import type { ViteDevServer } from "vite";
import type { Host } from "#app/http/host.server.ts";
import { type Config, parseConfig } from "#core/config.ts";
import { endWithNpm } from "#services/npm-parent.server.ts";
import remixConfig from "./remix.config.js";

const root = findRoot(path.dirname(fileURLToPath(import.meta.url)));

const buildFolder = path.resolve(root, remixConfig.buildDirectory ?? "build");

/** Bundled for production this file lies in build/; from source at the top. */
function findRoot(folder: string): string {
  return existsSync(path.join(folder, "package.json")) ? folder : path.dirname(folder);
}

type EntryModule = ServerBuild["entry"]["module"] & {
  startHost(config: Config): Promise<Host>;
};

interface Build {
  /** The newest build: in development a changed file gives another one. */
  load(): Promise<ServerBuild>;
  readonly vite: ViteDevServer | null;
}

const DRAIN_MS = 10_000;
const UNCOMPRESSED = /^\/(webhooks|events)\//;

async function main(): Promise<void> {
  const config = loadConfig();
  const build = config.NODE_ENV === "development" ? await openVite() : openBuild();
  const { module } = (await build.load()).entry;
  const host = await (module as EntryModule).startHost(config);
  const app = createApp(config, host, build);
  const server = app.listen(config.PORT, config.HOST);
  await new Promise<void>((resolve, reject) =>
    server.once("listening", resolve).once("error", reject),
  );
  const { port } = server.address() as AddressInfo;
  host.say("web.listening", `web listening on ${config.HOST}:${port}`);
  // The supervisor that started us waits for this line.
  process.send?.({
    event: "web.ready",
    port,
    publicUrl: host.publicUrl,
    setupUrl: await host.setupUrl(),
  });

  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    host.startLeaving();
    setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    const drained = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await drained;
    await build.vite?.close();
    await host.close();
    process.exit(0);
  };
  process.once("SIGTERM", () => void stop());
  process.once("SIGINT", () => void stop());
  // The supervisor went away without a word: do not outlive it.
  process.once("disconnect", () => void stop());
  endWithNpm("web", () => void stop());
}

function loadConfig(): Config {
  const envFile = path.join(root, ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  return parseConfig(process.env);
}

/** Everything between the socket and Remix, from the outside in. */
export function createApp(config: Config, host: Host, build: Build): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.TRUST_PROXY);
  app.use(host.facts);
  app.use(ownForwardedHost(config, host.publicUrl));
  app.use(host.accessLog);
  app.use(host.securityHeaders);
  for (const files of staticFiles(build)) app.use(files);
  app.use(
    compression({
      filter: (req, res) => !UNCOMPRESSED.test(pathOf(req)) && compression.filter(req, res),
    }),
  );
  app.use(host.requestLimits);
  app.use(host.originGate);
  app.all(
    "*",
    // The adapter hands its own failures to `next`; nobody waits for the promise.
    // oxlint-disable-next-line typescript/no-misused-promises
    createRequestHandler({
      build: async () => host.guardDatabase(await build.load()),
      mode: config.NODE_ENV,
      getLoadContext: (req, res) => host.loadContext(req, res),
    }),
  );
  return app;
}

function pathOf(req: Request): string {
  return req.originalUrl.split("?", 1)[0] ?? "";
}

/** Remix compares Origin with this header before Host: nobody but the operator may set it. */
function ownForwardedHost({ TRUST_PROXY }: Config, publicUrl: string): RequestHandler {
  const { host } = new URL(publicUrl);
  return (req, _res, next) => {
    if (TRUST_PROXY > 0) req.headers["x-forwarded-host"] = host;
    else delete req.headers["x-forwarded-host"];
    next();
  };
}

/** Hashed files for ever, the others for an hour; what is not there is a 404 and no page of ours. */
function staticFiles({ vite }: Build): RequestHandler[] {
  if (vite) return [vite.middlewares];
  const folder = path.join(buildFolder, "client");
  const absent: RequestHandler = (_req, res) => {
    res.status(404).type("text/plain").send("Not found");
  };
  const assets = express.static(path.join(folder, "assets"), {
    immutable: true,
    maxAge: "1y",
    index: false,
  });
  const others = express.static(folder, { maxAge: "1h", index: false });
  const router = express.Router();
  router.use("/assets", assets, absent);
  return [router, others];
}

function openBuild(): Build {
  const file = path.join(buildFolder, "server", remixConfig.serverBuildFile ?? "index.js");
  const loaded = import(pathToFileURL(file).href) as Promise<ServerBuild>;
  return { load: () => loaded, vite: null };
}

async function openVite(): Promise<Build> {
  const { createServer } = await import("vite");
  const vite = await createServer({ root, server: { middlewareMode: true }, appType: "custom" });
  const load = () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>;
  return { load, vite };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
