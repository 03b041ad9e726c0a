import { spawn } from "node:child_process";
import { access, chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { RELEASE, releaseFor, runsOnMusl, type Release } from "./releases.ts";

export function cacheFolder(env: NodeJS.ProcessEnv): string {
  if (env["ANTIPHON_CACHE"]) return path.resolve(env["ANTIPHON_CACHE"]);
  if (process.platform === "win32" && env["LOCALAPPDATA"]) {
    return path.join(env["LOCALAPPDATA"], "antiphon");
  }
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Caches", "antiphon");
  return path.join(env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "antiphon");
}

/** Path of the server's binary, fetched by pip into the cache when it is not there yet. */
export async function installSecantus(cache: string, say: (line: string) => void): Promise<string> {
  const release = releaseFor(process.platform, process.arch, runsOnMusl());
  if (!release) {
    throw new Error(`no build for ${process.platform} on ${process.arch}`);
  }
  const target = path.join(cache, `secantusdb-${RELEASE}`);
  const binary = path.join(target, release.binary);
  if (await exists(binary)) return binary;
  say("Fetching the embedded database (22 MB, once) …");
  await mkdir(cache, { recursive: true });
  // Unpacked aside and moved in one step, so that two first starts at once cannot see half of it.
  const aside = await mkdtemp(path.join(cache, "fetch-"));
  try {
    await fetchWheel(release, aside);
    const unpacked = path.join(aside, "target");
    await chmod(path.join(unpacked, release.binary), 0o755);
    await rename(unpacked, target).catch(async (error: unknown) => {
      if (!(await exists(binary))) throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return binary;
}

async function fetchWheel(release: Release, aside: string): Promise<void> {
  const requirements = path.join(aside, "requirements.txt");
  await writeFile(requirements, `secantusdb==${RELEASE} --hash=sha256:${release.sha256}\n`);
  const pip = ["-m", "pip", "install", "--no-deps", "--only-binary", ":all:", "--require-hashes"];
  const where = ["--target", path.join(aside, "target"), "-r", requirements];
  const abi = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"];
  const all = [...pip, ...where, ...abi, "--platform", release.pipTag, "--no-compile", "--quiet"];
  await runPython([...all, "--disable-pip-version-check"]);
}

async function runPython(args: readonly string[]): Promise<void> {
  const candidates = process.platform === "win32" ? ["py", "python"] : ["python3", "python"];
  const failures: string[] = [];
  for (const command of candidates) {
    const { code, output } = await run(command, args);
    if (code === 0) return;
    failures.push(`${command}: ${lastWords(output)}`);
    // The command exists and pip answered: another name for the same Python would say the same.
    if (code !== null && !output.includes("No module named pip")) break;
  }
  throw new Error(failures.join("; "));
}

function run(command: string, args: readonly string[]) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore" },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output }));
  });
}

function lastWords(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.at(-1)?.trim() ?? "failed without a word";
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
