import { readFileSync } from "node:fs";
import path from "node:path";
import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";

const appFolder = path.resolve(import.meta.dirname, "../../app");
const manifest = flatRoutes(appFolder, ["**/.*", "**/*.test.{ts,tsx}"]);

export interface RouteAddress {
  readonly id: string;
  /** With holes, e.g. "/campaigns/:campaignId". */
  readonly pattern: string;
  /** Has a component of its own; the others answer with data, files or streams. */
  readonly isPage: boolean;
  readonly hasAction: boolean;
}

/** Every address of the app, layouts left out. */
export const routeAddresses: readonly RouteAddress[] = Object.values(manifest)
  .filter(({ id }) => id !== "routes/_app" && id !== "routes/_auth")
  .map(({ id, file }) => {
    const source = readFileSync(path.join(appFolder, file), "utf8");
    return {
      id,
      pattern: patternOf(id),
      isPage: /export default function/.test(source),
      hasAction: /export (async )?(function|const) action\b|export \{.*\baction\b/.test(source),
    };
  });

function patternOf(id: string): string {
  const parts: string[] = [];
  for (let at: string | undefined = id; at !== undefined; at = manifest[at]?.parentId) {
    const own = manifest[at]?.path;
    if (own !== undefined && own !== "") parts.unshift(own);
  }
  return `/${parts.join("/")}`;
}

export function fillIn(pattern: string, params: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)|\*/g, (_hole, name: string | undefined) =>
    name === undefined ? "nothing-here" : encodeURIComponent(params[name] ?? "none"),
  );
}
