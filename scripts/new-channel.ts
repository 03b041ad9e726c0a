import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { format, resolveConfig } from "prettier";
import { skeletonOf, valueName } from "./new-channel/skeleton.ts";

/** `npm run new:channel -- <id>`: the folder of an adapter, with tests that fail until it is written. */

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export interface NewChannel {
  readonly id: string;
  readonly root: string;
}

/** Writes the folder and the registry's line; answers the files, relative to the root. */
export async function writeChannel({ id, root }: NewChannel): Promise<readonly string[]> {
  if (!ID.test(id)) throw new Error(`"${id}" is no channel id: small letters, digits and dashes.`);
  const folder = path.join(root, "channels", id);
  if (existsSync(folder)) throw new Error(`channels/${id} is there already.`);
  const files = skeletonOf(id);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, await formatted(name, text), { flag: "wx" });
  }
  await register(id, path.join(root, "channels", "registry.ts"));
  return [...Object.keys(files).map((name) => `channels/${id}/${name}`), "channels/registry.ts"];
}

/** How a line breaks depends on the length of the name in it. */
async function formatted(name: string, text: string): Promise<string> {
  const config = await resolveConfig(fileURLToPath(import.meta.url));
  return format(text, { ...config, filepath: name });
}

async function register(id: string, file: string): Promise<void> {
  const text = await readFile(file, "utf8");
  const name = valueName(id);
  const line = `import { ${name} } from "./${id}/index.ts";\n`;
  const at = text.lastIndexOf("import ");
  const end = text.indexOf("\n", at) + 1;
  const imported = text.slice(0, end) + line + text.slice(end);
  const listed = imported.replace(
    /(channels: readonly ChannelAdapter\[\] = \[)([^\]]*)\]/,
    (_all, head: string, body: string) => {
      const names = body
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "");
      return `${head}\n  ${[...names, name].join(",\n  ")},\n]`;
    },
  );
  if (listed === imported) throw new Error("channels/registry.ts has no list to add to.");
  await writeFile(file, listed);
}

async function main(): Promise<void> {
  const program = new Command("new:channel")
    .description("Writes channels/<id> with everything the contract asks for, as failing tests.")
    .argument("<id>", "folder name and registry key, e.g. line or rcs-google")
    .parse();
  const [id = ""] = program.args;
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  for (const file of await writeChannel({ id, root })) console.log(`wrote ${file}`);
  console.log(`\nNext: npx vitest run channels/${id}, and docs/channels.md.`);
}

const isProgram = process.argv[1] === fileURLToPath(import.meta.url);
if (isProgram) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
