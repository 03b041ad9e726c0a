import { build } from "esbuild";
import { projectRoot } from "./environment.ts";

/** Processes of ours, each in a file under build/ by the name it is given. */
export async function bundleProcesses(
  entryPoints: Readonly<Record<string, string>>,
): Promise<void> {
  await build({
    absWorkingDir: projectRoot,
    entryPoints,
    outdir: "build",
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    // What is imported late stays out of the way until then.
    splitting: true,
    sourcemap: "linked",
    logLevel: "warning",
  });
}
