import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { expect, test } from "vitest";

const module = pathToFileURL(path.resolve(import.meta.dirname, "npm-parent.server.ts")).href;
const launcher = pathToFileURL(
  path.resolve(import.meta.dirname, "../scripts/database/server-process.ts"),
).href;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  const [chunk] = (await once(child.stdout ?? child, "data")) as [Buffer];
  return chunk.toString().trim();
}

/** As npm does: a shell that runs node and does not pass signals on. */
function underShell(event: string) {
  const code = `import { endWithNpm } from ${JSON.stringify(module)};
    endWithNpm("worker", () => process.exit(0)); console.log(process.pid); setInterval(() => {}, 60_000);`;
  return spawn("sh", ["-c", `"$NODE" --import tsx --input-type=module -e "$CODE"; true`], {
    env: { ...process.env, NODE: process.execPath, CODE: code, npm_lifecycle_event: event },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

test("a process started by npm run ends when npm's shell was told to, any other goes on", async () => {
  for (const [event, ends] of [
    ["worker", true],
    ["start", false],
  ] as const) {
    const shell = underShell(event);
    const pid = Number(await firstLine(shell));
    expect(isAlive(pid)).toBe(true);
    shell.kill("SIGTERM");
    await once(shell, "exit");
    if (ends) await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    else {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(isAlive(pid)).toBe(true);
      process.kill(pid, "SIGKILL");
    }
  }
});

test("a database server ends with whoever started it, however that ends", async () => {
  const server = "console.log('ready on 4711'); setInterval(() => {}, 60_000)";
  const code = `import { launch } from ${JSON.stringify(launcher)};
    const { child } = await launch({ command: process.execPath, args: ["-e", ${JSON.stringify(server)}],
      readyPattern: /ready on (\\d+)/, busyPattern: /busy/, timeoutMs: 10_000 });
    console.log(child.pid); setTimeout(() => { throw new Error("nobody catches this"); }, 300);`;
  const args = ["--import", "tsx", "--input-type=module", "-e", code];
  const starter = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const pid = Number(await firstLine(starter));
  expect(isAlive(pid)).toBe(true);
  await once(starter, "exit");
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});
