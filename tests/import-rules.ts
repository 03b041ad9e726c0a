/** Who may import whom: the table of ARCHITECTURE.md as data, and what breaks it. */

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly imports: readonly string[];
}

type Layer =
  | "core"
  | "templates"
  | "channels"
  | "models"
  | "jobs-shared"
  | "jobs-handlers"
  | "services"
  | "app"
  | "host"
  | "tools";

/** What each layer may import; itself included where that is allowed. */
const allowed: Record<Layer, readonly Layer[]> = {
  core: ["core"],
  templates: ["core", "templates"],
  channels: ["core", "channels"],
  models: ["core", "models"],
  "jobs-shared": ["core", "jobs-shared"],
  services: ["core", "templates", "channels", "models", "jobs-shared", "services"],
  "jobs-handlers": ["core", "jobs-shared", "jobs-handlers", "services"],
  app: ["core", "templates", "channels", "models", "jobs-shared", "services", "app"],
  host: ["core", "app", "services", "jobs-shared", "jobs-handlers", "models", "host"],
  tools: [
    "core",
    "templates",
    "channels",
    "models",
    "jobs-shared",
    "jobs-handlers",
    "services",
    "app",
    "host",
    "tools",
  ],
};

/** The only folder that may import each of these packages. */
const owners: readonly [packageName: RegExp, folder: RegExp, name: string][] = [
  [/^mongoose$/, /^models\//, "models/"],
  [/^mongodb$/, /^(models|scripts)\//, "models/"],
  // The benchmarks measure what they are compared with: a naive job queue, a plain loop.
  [/^(agenda|@agendajs\/.*)$/, /^(jobs|scripts\/bench)\//, "jobs/"],
  [/^handlebars$/, /^(templates|scripts\/bench)\//, "templates/"],
];

/** Files between the layers: where the parts are put together, and where the worker starts. */
const compositionRoots = [
  "services/create-runtime.server.ts",
  "services/runtime.server.ts",
  "jobs/agenda.server.ts",
  "jobs/handle.server.ts",
  "jobs/worker-health.server.ts",
];

const serverModule = /\.server(\.[cm]?[jt]sx?)?$/;

export function violations(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => !isTest(file.path))
    .flatMap((file) => file.imports.flatMap((target) => check(file.path, target)));
}

function check(from: string, target: string): string[] {
  const found: string[] = [];
  const tell = (why: string): void => void found.push(`${from} imports ${target}: ${why}`);
  for (const [name, folder, owner] of owners) {
    const isTool = layerOf(from) === "tools";
    if (name.test(target) && !folder.test(from) && !isTool) tell(`only ${owner} may`);
  }
  if (target.startsWith("node:") && layerOf(from) === "core") tell("core is pure");
  if (!isProjectPath(target)) return found;
  const source = layerOf(from);
  const to = layerOf(target);
  if (!compositionRoots.includes(from) && !allowed[source].includes(to)) {
    tell(`${source} may not import ${to}`);
  }
  if (source === "channels" && to === "channels") checkChannel(from, target, tell);
  if (serverModule.test(target) && !mayImportServer(from)) tell("it is no .server file");
  return found;
}

/** channels/x sees the contract, what is shared and itself; deleting one folder removes a channel. */
function checkChannel(from: string, target: string, tell: (why: string) => void): void {
  const own = /^channels\/([^/]+)\//.exec(from)?.[1];
  const other = /^channels\/([^/]+)\//.exec(target)?.[1];
  if (own === undefined || own === "shared") {
    if (own === "shared" && other !== undefined && other !== "shared")
      tell("shared knows no channel");
    return;
  }
  const isFine = other === own || other === "shared" || target === "channels/contract.ts";
  if (!isFine) tell("a channel sees the contract, shared/ and itself");
}

function mayImportServer(from: string): boolean {
  if (serverModule.test(from)) return true;
  // Loaders and actions are stripped from route modules; the others never reach a browser.
  return /^app\/(routes\/|root\.tsx$)/.test(from) || ["tools", "host"].includes(layerOf(from));
}

export function layerOf(path: string): Layer {
  if (path === "server.ts" || path === "jobs/worker.ts") return "host";
  if (path.startsWith("app/entry.server")) return "host";
  if (path.startsWith("jobs/handlers/")) return "jobs-handlers";
  const top = path.split("/")[0] ?? "";
  const byFolder: Record<string, Layer> = {
    core: "core",
    templates: "templates",
    channels: "channels",
    models: "models",
    jobs: "jobs-shared",
    services: "services",
    app: "app",
  };
  return byFolder[top] ?? "tools";
}

function isProjectPath(target: string): boolean {
  return target.includes("/") && layerOf(target) !== "tools" && !target.startsWith("@");
}

function isTest(path: string): boolean {
  return (
    /(\.test\.tsx?|\/test-account\.ts)$/.test(path) ||
    path === "channels/testkit.ts" ||
    path.startsWith("tests/")
  );
}
