import { spawn } from "node:child_process";
import type { DatabaseServer } from "./server-process.ts";

/** Reads until we are gone, however we went; then ends the server and removes what it stored. */
const WATCH = `
read -r _
kill -TERM "$1" 2>/dev/null
while kill -0 "$1" 2>/dev/null; do sleep 0.2; done
rm -rf -- "$2"
`;

/**
 * A throw-away server for this process alone: a process that is killed can end nobody, so a shell at
 * the other end of a pipe does it. On Windows nobody does.
 */
export function endWithUs(server: DatabaseServer, folder: string): DatabaseServer {
  const { pid } = server.child;
  if (process.platform === "win32" || pid === undefined) return server;
  const watcher = spawn("/bin/sh", ["-c", WATCH, "sh", String(pid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    // Ctrl-C is for us; we end the server ourselves then.
    detached: true,
  });
  // Without a shell the server only outlives a kill, as before.
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  watcher.unref();
  return {
    ...server,
    async stop() {
      // First: its process id may go to another program.
      watcher.kill("SIGKILL");
      await server.stop();
    },
  };
}
