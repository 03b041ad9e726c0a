/** Does a process of this machine run? */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No permission means that somebody is there.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
