import Handlebars from "handlebars";
import type { TemplateProblem, TemplateVariable } from "#core/template/variables.ts";
import { blocks, helpers } from "./helpers/index.ts";
import { syntaxProblem } from "./syntax-problem.ts";

/** Caps of security.md 2.3: past them Handlebars takes seconds and hundreds of megabytes. */
export const sourceMaxBytes = 16 * 1024;
export const nodesMax = 500;
export const depthMax = 20;

export interface Inspection {
  readonly problems: readonly TemplateProblem[];
  readonly variables: readonly TemplateVariable[];
}

interface Walk {
  nodes: number;
  readonly problems: TemplateProblem[];
  readonly required: Map<string, boolean>;
}

interface Place {
  readonly depth: number;
  /** How many each/with blocks enclose us: their bare paths belong to the item, not the person. */
  readonly scopes: number;
  /** Variables the enclosing conditions already looked at. */
  readonly guarded: ReadonlySet<string>;
}

const forbidden = new Set(["constructor", "__proto__", "prototype", "__defineGetter__"]);

/** Reads a template without running it: what it asks for, and why it would be refused. Never throws. */
export function inspectTemplate(source: string): Inspection {
  if (typeof source !== "string") return refused("forbidden", "a template is text");
  if (new TextEncoder().encode(source).length > sourceMaxBytes) {
    return refused("too-large", `${sourceMaxBytes / 1024} KB`);
  }
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    return { problems: [syntaxProblem(source, error)], variables: [] };
  }
  const walk: Walk = { nodes: 0, problems: [], required: new Map() };
  visitProgram(program, { depth: 0, scopes: 0, guarded: new Set() }, walk);
  if (walk.nodes > nodesMax) walk.problems.push(problem("too-many-nodes", String(nodesMax), null));
  const variables = [...walk.required].map(([path, isRequired]) => ({ path, isRequired }));
  return { problems: walk.problems, variables };
}

function refused(kind: TemplateProblem["kind"], detail: string) {
  return { problems: [{ kind, detail, line: null }], variables: [] };
}

function problem(kind: TemplateProblem["kind"], detail: string, node: hbs.AST.Node | null) {
  return { kind, detail, line: node?.loc?.start.line ?? null };
}

function visitProgram(program: hbs.AST.Program, place: Place, walk: Walk): void {
  if (place.depth > depthMax) {
    walk.problems.push(problem("too-deep", String(depthMax), program));
    return;
  }
  for (const statement of program.body) visitStatement(statement, place, walk);
}

function visitStatement(node: hbs.AST.Statement, place: Place, walk: Walk): void {
  walk.nodes += 1;
  if (walk.nodes > nodesMax) return;
  switch (node.type) {
    case "ContentStatement":
    case "CommentStatement":
      return;
    case "MustacheStatement":
      return visitMustache(node as hbs.AST.MustacheStatement, place, walk);
    case "BlockStatement":
      return visitBlock(node as hbs.AST.BlockStatement, place, walk);
    default:
      walk.problems.push(
        problem("forbidden", node.type.replace("Statement", "").toLowerCase(), node),
      );
  }
}

function visitMustache(node: hbs.AST.MustacheStatement, place: Place, walk: Walk): void {
  if (!node.escaped) walk.problems.push(problem("forbidden", "{{{ }}}", node));
  if (node.params.length === 0 && !node.hash?.pairs.length && !isHelperName(node.path)) {
    return visitPath(node.path, place, walk, true);
  }
  visitCall(node, place, walk);
}

function isHelperName(path: hbs.AST.Node): boolean {
  return (
    path.type === "PathExpression" &&
    Object.hasOwn(helpers, (path as hbs.AST.PathExpression).original)
  );
}

function visitCall(
  node: hbs.AST.MustacheStatement | hbs.AST.SubExpression,
  place: Place,
  walk: Walk,
  isRequired = true,
): void {
  const name = (node.path as hbs.AST.PathExpression).original;
  const helper = Object.hasOwn(helpers, name) ? helpers[name] : undefined;
  if (!helper) {
    walk.problems.push(problem("unknown-helper", name, node));
    return;
  }
  if (node.hash?.pairs.length) walk.problems.push(problem("wrong-arguments", name, node));
  if (node.params.length < helper.min || node.params.length > helper.max) {
    walk.problems.push(problem("wrong-arguments", name, node));
  }
  node.params.forEach((param, index) => {
    visitParam(param, place, walk, isRequired && !(name === "fallback" && index === 0));
  });
}

function visitParam(node: hbs.AST.Expression, place: Place, walk: Walk, isRequired: boolean): void {
  walk.nodes += 1;
  if (node.type === "SubExpression") {
    return visitCall(node as hbs.AST.SubExpression, place, walk, isRequired);
  }
  if (node.type === "PathExpression") visitPath(node, place, walk, isRequired);
}

function visitPath(node: hbs.AST.Node, place: Place, walk: Walk, isRequired: boolean): void {
  if (node.type !== "PathExpression") return;
  const path = node as hbs.AST.PathExpression;
  if (path.parts.some((part) => forbidden.has(String(part)))) {
    walk.problems.push(problem("forbidden", path.original, node));
    return;
  }
  if (path.data) {
    if (!["index", "first", "last", "key"].includes(String(path.parts[0]))) {
      walk.problems.push(problem("forbidden", path.original, node));
    }
    return;
  }
  if (path.depth > place.scopes) return;
  const belongsToItem = place.scopes - path.depth > 0;
  if (belongsToItem || path.parts.length === 0) return;
  const name = path.parts.join(".");
  const needed = isRequired && !place.guarded.has(name);
  walk.required.set(name, (walk.required.get(name) ?? false) || needed);
}

function visitBlock(node: hbs.AST.BlockStatement, place: Place, walk: Walk): void {
  const name = (node.path as hbs.AST.PathExpression).original;
  if (!(blocks as readonly string[]).includes(name)) {
    walk.problems.push(problem("unknown-helper", `#${name}`, node));
    return;
  }
  if (node.params.length !== 1) walk.problems.push(problem("wrong-arguments", `#${name}`, node));
  const before = new Set(walk.required.keys());
  for (const param of node.params) visitParam(param, place, walk, false);
  const looked = [...pathsOf(node.params)];
  const guarded = new Set([
    ...place.guarded,
    ...looked,
    ...[...walk.required.keys()].filter((k) => !before.has(k)),
  ]);
  const opens = name === "each" || name === "with";
  const depth = place.depth + 1;
  const inner: Place = { depth, scopes: place.scopes + (opens ? 1 : 0), guarded };
  if (node.program) visitProgram(node.program, inner, walk);
  if (node.inverse) visitProgram(node.inverse, { ...place, depth, guarded }, walk);
}

function* pathsOf(params: readonly hbs.AST.Expression[]): Generator<string> {
  for (const param of params) {
    if (param.type === "PathExpression") yield (param as hbs.AST.PathExpression).parts.join(".");
    if (param.type === "SubExpression") yield* pathsOf((param as hbs.AST.SubExpression).params);
  }
}
