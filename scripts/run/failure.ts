/** Something the person at the keyboard can put right: printed as it is, without a stack. */
export class Failure extends Error {}

/** Last words of a command: one sentence for what can be put right, the stack for a bug. */
export function report(error: unknown): void {
  if (error instanceof Failure) console.error(`\n${error.message}\n`);
  else console.error(error);
}
