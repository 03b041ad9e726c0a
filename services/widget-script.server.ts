import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface WidgetScript {
  readonly script: string;
  readonly etag: string;
}

let bundled: Promise<WidgetScript> | null = null;

/** The widget as one script, made once per process from app/widget. */
export function widgetScript(): Promise<WidgetScript> {
  bundled ??= bundle().catch((error: unknown) => {
    // The next request tries again.
    bundled = null;
    throw error;
  });
  return bundled;
}

async function bundle(): Promise<WidgetScript> {
  const result = await build({
    absWorkingDir: findRoot(),
    entryPoints: ["app/widget/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: ["es2020"],
    charset: "utf8",
    write: false,
    logLevel: "silent",
  });
  const script = result.outputFiles[0]?.text ?? "";
  const hash = createHash("sha256").update(script).digest("base64url").slice(0, 20);
  return { script, etag: `"${hash}"` };
}

/** This file may lie in services/ or, bundled, in build/server/: the sources are above either. */
function findRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "app", "widget", "main.ts"))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error("The widget's sources (app/widget) are not here.");
    folder = parent;
  }
  return folder;
}
