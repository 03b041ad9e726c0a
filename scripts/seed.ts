import type { Runtime } from "#services/runtime.server.ts";

export interface DemoSignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

export interface SeedResult {
  readonly signIns: readonly DemoSignIn[];
  /** Things to try first, one line each, as the start screen prints them. */
  readonly tryThis: readonly string[];
}

/** Fills an empty installation with the demo workspace. Fixed ids: safe to run again after a crash. */
export async function seedDemo(_rt: Runtime): Promise<SeedResult> {
  return { signIns: [], tryThis: [] };
}
