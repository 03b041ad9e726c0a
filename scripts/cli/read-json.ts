import { readFile } from "node:fs/promises";
import { Failure } from "#scripts/run/failure.ts";

/** A JSON file somebody wrote by hand; `what` is what it should hold. */
export async function readJsonFile(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new Failure(`${what}: ${file} cannot be read (${reason}). Name a file that is there.`);
  });
  return parseJson(text, `${what} in ${file}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(`${what}: this is not JSON (${reason}).`);
  }
}
