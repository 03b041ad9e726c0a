import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { Option, type Command } from "commander";
import { DeclaredConsentSchema, existingRules, type ExistingRule } from "#core/import/options.ts";
import { findImport, type ContactImportRow } from "#models/contact-import.server.ts";
import { Failure } from "#scripts/run/failure.ts";
import { moveImport } from "#services/import-run.server.ts";
import {
  declareConsent,
  saveMapping,
  startImport,
  uploadImport,
} from "#services/imports.server.ts";
import type { Runtime } from "#services/runtime.server.ts";
import { readJsonFile } from "./read-json.ts";
import { findWorkspaceNamed, withJson, withRuntime, type Answer } from "./session.ts";

interface Options {
  readonly json?: boolean;
  readonly workspace?: string;
  readonly consent?: string;
  readonly noConsent?: boolean;
  readonly country?: string;
  /** One of the choices: the command line has looked. */
  readonly existing?: ExistingRule;
  readonly tag?: readonly string[];
}

export function importCommand(program: Command): void {
  withJson(program.command("import <file>"))
    .description("imports people from a CSV file; columns are guessed as on the page")
    .option("--workspace <id or name>", "needed when there are several")
    .option(
      "--consent <file>",
      "JSON: source, givenOn, wording {text, version, locale}, purposes, channels",
    )
    .option("--without-consent", "declares that these people agreed to nothing")
    .option("--country <code>", "country of national phone numbers, e.g. NL")
    .addOption(
      new Option("--existing <rule>", "people already here")
        .choices(existingRules)
        .default("update"),
    )
    .option("--tag <tag...>", "tags for everybody in the file")
    .action((file: string, options: Options & { withoutConsent?: boolean }) =>
      withRuntime(options, (rt) =>
        importFile(file, { ...options, noConsent: options.withoutConsent === true }, rt),
      ),
    );
}

async function importFile(file: string, options: Options, rt: Runtime): Promise<Answer> {
  const consent = await readConsent(options);
  await access(file).catch(() => {
    throw new Failure(`There is no file ${file}.`);
  });
  const workspace = await findWorkspaceNamed(options.workspace);
  const uploaded = await uploadImport(
    {
      workspaceId: workspace._id,
      memberId: "cli",
      fileName: path.basename(file),
      stream: createReadStream(file),
      defaultCountry: options.country ?? null,
    },
    rt,
  );
  if (!uploaded.ok) throw new Failure(`${file} cannot be imported: ${uploaded.error}.`);
  const key = { workspaceId: workspace._id, importId: uploaded.value.importId };
  await applyOptions(key, options);
  for (const step of [() => declareConsent({ ...key, consent }, rt), () => startImport(key, rt)]) {
    const done = await step();
    if (!done.ok) throw new Failure(`The import did not start: ${done.error} ${done.detail ?? ""}`);
  }
  await moveImport(key.importId, rt);
  return describe(await untilRested(key));
}

/** A worker may have been quicker to take it: then its progress is waited for. */
async function untilRested(key: Key): Promise<ContactImportRow> {
  for (;;) {
    const job = await readJob(key);
    if (job.state !== "running") return job;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

interface Key {
  readonly workspaceId: string;
  readonly importId: string;
}

async function readJob(key: Key): Promise<ContactImportRow> {
  const job = await findImport(key);
  if (!job) throw new Failure("The import vanished while it ran.");
  return job;
}

async function applyOptions(key: Key, options: Options): Promise<void> {
  const onExisting = options.existing ?? "update";
  const { columns, defaultCountry } = (await readJob(key)).options;
  const tags = [...(options.tag ?? [])];
  const saved = await saveMapping({ ...key, columns, defaultCountry, onExisting, tags });
  if (!saved.ok) throw new Failure(`The columns cannot be used: ${saved.error}.`);
}

/** Never guessed: somebody states it, or states that there is none. */
async function readConsent(options: Options) {
  if (options.noConsent) return null;
  if (options.consent === undefined) {
    throw new Failure("Say what these people agreed to (--consent <file>) or --without-consent.");
  }
  const parsed = DeclaredConsentSchema.safeParse(await readJsonFile(options.consent, "--consent"));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Failure(`The declared consent is not complete:\n  ${where.join("\n  ")}`);
}

function describe(job: ContactImportRow): Answer {
  const { _id: id, state, counts, consentCounts, failure } = job;
  const parts = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  const lines = [`Import ${id}: ${state}`, `  ${parts.join(", ")}`];
  if (failure !== null) lines.push(`  ended early: ${failure}`);
  return { data: { id, state, counts, consentCounts, failure }, lines, isFine: state === "done" };
}
