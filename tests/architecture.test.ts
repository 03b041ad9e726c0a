import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { buildAll, isBuildFresh } from "#scripts/build.ts";
import { violations, type SourceFile } from "./import-rules.ts";

const root = path.resolve(import.meta.dirname, "..");
const folders = ["app", "channels", "core", "jobs", "models", "scripts", "services", "templates"];

async function sourceFiles(): Promise<SourceFile[]> {
  const lists = await Promise.all(folders.map(listFolder));
  return Promise.all([...lists.flat(), "server.ts"].map(readSource));
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join("/"));
}

async function readSource(file: string): Promise<SourceFile> {
  return { path: file, imports: importsOf(file, await readFile(path.join(root, file), "utf8")) };
}

/** Imports that exist at run time; a type costs nothing and couples nothing. */
function importsOf(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false, scriptKind(file));
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && !isTypeOnly(node)) found.push(textOf(node.moduleSpecifier));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier && !node.isTypeOnly) {
      found.push(textOf(node.moduleSpecifier));
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteral(first)) found.push(first.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map((target) => resolveImport(file, target));
}

function scriptKind(file: string): ts.ScriptKind {
  return file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.every((element) => element.isTypeOnly);
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteral(node) ? node.text : "";
}

function resolveImport(file: string, target: string): string {
  if (target.startsWith("#")) return target.slice(1);
  if (target.startsWith(".")) return path.posix.join(path.posix.dirname(file), target);
  return target;
}

test("every import obeys the table of who may import whom", { timeout: 60_000 }, async () => {
  expect(violations(await sourceFiles())).toEqual([]);
});

describe("a planted import is found", () => {
  test.for([
    ["core/a.ts", `import { x } from "#models/contact.server.ts";`],
    ["core/a.ts", `import { readFile } from "node:fs/promises";`],
    ["core/a.ts", `const x = await import("#services/accounts.server.ts");`],
    ["models/a.server.ts", `import { x } from "#services/accounts.server.ts";`],
    ["services/a.server.ts", `import mongoose from "mongoose";`],
    ["services/a.server.ts", `import { MongoClient } from "mongodb";`],
    ["services/a.server.ts", `import { Agenda } from "agenda";`],
    ["services/a.server.ts", `import Handlebars from "handlebars";`],
    ["services/a.server.ts", `import { x } from "#jobs/handlers/index.server.ts";`],
    ["services/a.server.ts", `import { x } from "#app/http/guard.server.ts";`],
    ["channels/telegram/encode.ts", `import { x } from "#channels/whatsapp/encode.ts";`],
    ["channels/telegram/encode.ts", `import { x } from "../whatsapp/encode.ts";`],
    ["channels/telegram/encode.ts", `import { x } from "#channels/registry.ts";`],
    ["channels/shared/a.ts", `import { x } from "../telegram/encode.ts";`],
    ["channels/telegram/encode.ts", `import { x } from "#models/contact.server.ts";`],
    ["templates/engine.ts", `import { x } from "#models/contact.server.ts";`],
    ["jobs/definitions/a.ts", `import { x } from "#services/accounts.server.ts";`],
    ["jobs/handlers/a.server.ts", `import { x } from "#models/contact.server.ts";`],
    ["app/components/a.tsx", `import { x } from "#services/accounts.server.ts";`],
    ["app/lib/a.ts", `export { x } from "#models/contact.server.ts";`],
  ] as const)("%s: %s", ([file, text]) => {
    expect(violations([{ path: file, imports: importsOf(file, text) }])).not.toEqual([]);
  });

  test("and a type of the same module is not", () => {
    const text = `import type { x } from "#models/contact.server.ts";`;
    expect(violations([{ path: "core/a.ts", imports: importsOf("core/a.ts", text) }])).toEqual([]);
  });
});

/** Words that only server modules contain: finding one in the browser's files means it leaked. */
const serverWords = [
  "aes-256-gcm",
  "The vault needs at least one encryption key",
  "The database is not connected yet",
  "MONGODB_URI",
  "createHmac",
  '"node:crypto"',
  '"node:fs/promises"',
];

async function bundleText(folder: string): Promise<string> {
  const entries = await readdir(path.join(root, "build", folder), {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".js"));
  const texts = files.map((entry) => readFile(path.join(entry.parentPath, entry.name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

test("nothing server-side is in the browser's build", { timeout: 240_000 }, async () => {
  if (!(await isBuildFresh())) await buildAll({ output: "hidden" });
  const [client, server] = await Promise.all([bundleText("client"), bundleText("server")]);
  // The words are the right ones as long as the server's build is full of them.
  expect(serverWords.filter((word) => !server.includes(word))).toEqual([]);
  expect(serverWords.filter((word) => client.includes(word))).toEqual([]);
});

test("package scripts build with the Vite plugin, never with the classic compiler", async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  for (const line of Object.values<string>(scripts)) {
    expect(line).not.toMatch(/remix (build|dev|watch)\b/);
  }
});
