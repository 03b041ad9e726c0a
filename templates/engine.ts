import Handlebars from "handlebars";
import { blocks, helpers } from "./helpers/index.ts";
import { inspectTemplate } from "./inspect.ts";
import type { RenderScope } from "./scope.ts";

/** text = a chat or SMS body, nothing escaped; html = values escaped for the markup around them. */
export type RenderMode = "text" | "html";

export type CompiledTemplate = (
  data: Readonly<Record<string, unknown>>,
  scope: RenderScope,
) => string;

const known = Object.fromEntries([...Object.keys(helpers), ...blocks].map((name) => [name, true]));

/** An engine of its own: nothing registered elsewhere in the process can leak into it. */
function createEngine(): typeof Handlebars {
  const engine = Handlebars.create();
  // A refused property is an empty value here, not a line on the console a template could forge.
  engine.logger.log = () => undefined;
  for (const name of Object.keys(engine.helpers)) {
    if (!(blocks as readonly string[]).includes(name)) engine.unregisterHelper(name);
  }
  for (const [name, helper] of Object.entries(helpers)) {
    engine.registerHelper(name, (...values: unknown[]) => {
      const options = values.pop() as Handlebars.HelperOptions;
      return helper.run(options.data.scope as RenderScope, ...values);
    });
  }
  return engine;
}

const engine = createEngine();

/**
 * Compiles text that passed `inspectTemplate`; throws on anything else, since only a bug brings
 * an uninspected template here. Runs inside the render worker, never in a request.
 */
export function compileTemplate(source: string, mode: RenderMode): CompiledTemplate {
  const { problems } = inspectTemplate(source);
  const [first] = problems;
  if (first) throw new Error(`Template refused: ${first.kind} (${first.detail})`);
  const template = engine.compile(source, {
    noEscape: mode === "text",
    knownHelpers: known as never,
    knownHelpersOnly: true,
    strict: false,
    data: true,
  });
  return (data, scope) => template(data, { data: { scope } });
}
