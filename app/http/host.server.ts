import type { AppLoadContext, ServerBuild } from "@remix-run/node";
import type { Request, RequestHandler, Response } from "express";
import { type Config, simulatorOrigin } from "#core/config.ts";
import { closeRuntime, createRuntime } from "#services/create-runtime.server.ts";
import { markDraining } from "#services/health.server.ts";
import { startMetrics } from "#services/metrics.server.ts";
import { firstRunToken, isFirstRun } from "#services/sign-in.server.ts";
import { openSmtpReceiver } from "#services/smtp-receiver.server.ts";
import { accessLog } from "./access-log.server.ts";
import { databaseGuard } from "./database-guard.server.ts";
import { endEventStreams } from "./event-stream.server.ts";
import { loadContextOf, requestFacts } from "./load-context.server.ts";
import { originGate } from "./origin-gate.server.ts";
import { requestLimits } from "./request-limits.server.ts";
import { securityHeaders } from "./security-headers.server.ts";

/** What server.ts puts in front of Remix, in its order, and what it closes at the end. */
export interface Host {
  readonly publicUrl: string;
  readonly facts: RequestHandler;
  readonly accessLog: RequestHandler;
  readonly securityHeaders: RequestHandler;
  readonly requestLimits: RequestHandler;
  readonly originGate: RequestHandler;
  loadContext(req: Request, res: Response): AppLoadContext;
  /** The same build, its loaders and actions answering 503 while the database is away. */
  guardDatabase(build: ServerBuild): ServerBuild;
  /** Address that makes the first owner, as long as there is none. */
  setupUrl(): Promise<string | null>;
  say(event: string, words: string): void;
  /** Says so on /readyz and ends the open streams, so that waiting for requests has an end. */
  startLeaving(): void;
  close(): Promise<void>;
}

/** Once per process: connects the database and builds everything a request needs. */
export async function startHost(config: Config): Promise<Host> {
  const runtime = await createRuntime(config, "web");
  const { publicUrl, log } = runtime;
  startMetrics("web", () => runtime.now());
  const mailReceiver = await openSmtpReceiver(runtime);
  const isDevelopment = config.NODE_ENV === "development";
  return {
    publicUrl,
    facts: requestFacts(config.TRUST_PROXY > 0),
    accessLog: accessLog(log),
    securityHeaders: securityHeaders({
      ...{ publicUrl, isDevelopment, simulatorOrigin: simulatorOrigin(config) },
    }),
    requestLimits: requestLimits(),
    originGate: originGate(publicUrl),
    loadContext: (req, res) => loadContextOf(runtime, req, res),
    guardDatabase: databaseGuard(runtime),
    setupUrl: async () =>
      (await isFirstRun()) ? `${publicUrl}/setup?token=${firstRunToken(runtime)}` : null,
    say: (event, words) => log.info({ event }, words),
    startLeaving() {
      markDraining(runtime);
      endEventStreams();
    },
    async close() {
      await mailReceiver?.close();
      await closeRuntime(runtime);
    },
  };
}
