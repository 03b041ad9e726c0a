import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFile(path.join(root, file), "utf8");

const versions = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: versions, devDependencies: versions });
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      optionalDependencies: versions.optional(),
    }),
  ),
});

async function ownPackages() {
  const { dependencies, devDependencies } = manifest.parse(JSON.parse(await read("package.json")));
  return { ...dependencies, ...devDependencies };
}

async function lockedPackages() {
  const { packages } = lock.parse(JSON.parse(await read("package-lock.json")));
  return Object.entries(packages).filter(([where]) => where !== "");
}

test("every package is pinned to one version", async () => {
  const loose = Object.entries(await ownPackages()).filter(([, version]) => !/^\d/.test(version));
  expect(loose).toEqual([]);
});

test("the lock file knows the bytes of every package, and those of other platforms", async () => {
  const locked = await lockedPackages();
  const unknown = locked.filter(([, one]) => !one.integrity && !one.link && !one.inBundle);
  expect(unknown.map(([where]) => where)).toEqual([]);
  const names = new Set(locked.map(([where]) => where.split("node_modules/").at(-1)));
  const platforms = locked.flatMap(([, one]) => Object.keys(one.optionalDependencies ?? {}));
  expect(platforms.length).toBeGreaterThan(50);
  expect(platforms.filter((name) => !names.has(name))).toEqual([]);
});

test("docs/dependencies.md gives each package one line with what for and why, and no other", async () => {
  const text = await read("docs/dependencies.md");
  const rows = [...text.matchAll(/^\| ([^|]+?) +\| ([^|]+?) +\| ([^|]+?) +\|$/gm)];
  const named = rows.map(([, name]) => name ?? "").filter((name) => /^[@a-z]/.test(name));
  const listed = named.filter((name) => name !== "package");
  expect(listed.toSorted()).toEqual(Object.keys(await ownPackages()).toSorted());
});
