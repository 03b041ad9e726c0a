/** A value a template asks for, e.g. "firstName" or "attributes.seat". */
export interface TemplateVariable {
  readonly path: string;
  /** False where the template itself copes with its absence: inside `fallback`, a condition or its block. */
  readonly isRequired: boolean;
}

export interface TemplateProblem {
  readonly kind:
    | "syntax"
    | "block-open"
    | "block-stray"
    | "block-crossed"
    | "too-large"
    | "too-deep"
    | "too-many-nodes"
    | "unknown-helper"
    | "wrong-arguments"
    | "forbidden"
    | "unsafe-link";
  /** A sentence's worth of fact: the helper's name, the limit, the tag that is wrong. */
  readonly detail: string;
  readonly line: number | null;
}

export type RenderFailure = "missing-variable" | "timed-out" | "crashed" | "refused";

/** Reads `a.b.c` from plain data; own properties only. */
export function readPath(data: unknown, path: string): unknown {
  let value: unknown = data;
  for (const part of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Required variables for which neither the person nor the template's fallbacks have a value. */
export function missingVariables(
  variables: readonly TemplateVariable[],
  data: unknown,
  fallbacks: Readonly<Record<string, string>>,
): string[] {
  return variables
    .filter((variable) => variable.isRequired)
    .map((variable) => variable.path)
    .filter((path) => isBlank(readPath(data, path)) && isBlank(fallbacks[path]));
}

/** The data, or a copy in which blank variables carry their fallback. Only plain objects are entered. */
export function withFallbacks(
  data: Readonly<Record<string, unknown>>,
  fallbacks: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const blank = Object.entries(fallbacks).filter(([path]) => isBlank(readPath(data, path)));
  // Most people need none, and a copy costs as much as the rendering.
  if (blank.length === 0) return data;
  const copy = structuredClone(data) as Record<string, unknown>;
  for (const [path, value] of blank) writePath(copy, path.split("."), value);
  return copy;
}

const forbiddenParts = new Set(["__proto__", "constructor", "prototype"]);

function writePath(target: Record<string, unknown>, parts: readonly string[], value: string): void {
  const [head, ...rest] = parts;
  if (head === undefined || forbiddenParts.has(head)) return;
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  const next = Object.hasOwn(target, head) ? target[head] : undefined;
  const child = typeof next === "object" && next !== null ? (next as Record<string, unknown>) : {};
  target[head] = child;
  writePath(child, rest, value);
}
