import { parentPort } from "node:worker_threads";
import { type CompiledTemplate, compileTemplate, type RenderMode } from "./engine.ts";
import type { RenderRequest, RenderResult } from "./render-pool.server.ts";

/**
 * The only place a marketer's template runs: a thread without access to anything but its message.
 * A prototype that cannot be written cannot be polluted.
 */
Object.freeze(Object.prototype);
Object.freeze(Array.prototype);

const compiledMax = 500;
const compiled = new Map<string, CompiledTemplate>();

function compile(source: string, mode: RenderMode): CompiledTemplate {
  const key = `${mode}:${source}`;
  const known = compiled.get(key);
  if (known) return known;
  const made = compileTemplate(source, mode);
  if (compiled.size >= compiledMax) compiled.delete(compiled.keys().next().value ?? "");
  compiled.set(key, made);
  return made;
}

/**
 * Handlebars compares the item of a loop with what encloses it, and a word with an object by its words:
 * without any it would throw. A symbol is out of reach of templates, which know names only.
 */
const nothingInWords: PropertyDescriptorMap = { [Symbol.toPrimitive]: { value: () => "" } };

/** A data tree without prototypes: `constructor` and its kin simply are not there. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 50).map(bare);
  if (typeof value !== "object" || value === null) return value;
  const copy = Object.create(null, nothingInWords) as Record<string, unknown>;
  for (const [key, child] of Object.entries(value)) copy[key] = bare(child);
  return copy;
}

function render(request: RenderRequest): RenderResult[] {
  return request.people.map(({ data, scope }) => {
    try {
      const plain = bare(data) as Record<string, unknown>;
      const fields = request.fields.map(({ source, mode }) => compile(source, mode)(plain, scope));
      const length = fields.reduce((sum, field) => sum + field.length, 0);
      if (length > request.outputMax)
        return { ok: false, error: "refused", detail: "output too long" };
      return { ok: true, fields };
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : "unknown error";
      return { ok: false, error: "refused", detail };
    }
  });
}

parentPort?.on("message", (message: { id: number; request: RenderRequest }) => {
  parentPort?.postMessage({ id: message.id, results: render(message.request) });
});

parentPort?.postMessage("ready");
