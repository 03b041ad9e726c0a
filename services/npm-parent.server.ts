const LOOK_MS = 500;

/**
 * A SIGTERM to npm ends its shell and npm, and tells nobody else: a process started by `npm run` ends
 * with them. One started in another way may outlive the shell it was typed into.
 */
export function endWithNpm(script: string, stop: () => void): void {
  if (process.env["npm_lifecycle_event"] !== script) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_MS);
  timer.unref();
}
