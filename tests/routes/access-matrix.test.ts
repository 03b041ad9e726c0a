import { readdirSync } from "node:fs";
import path from "node:path";
import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { beforeAll, describe, expect, test } from "vitest";
import { may, type Permission, type Role, roles } from "#core/access/roles.ts";
import { aStaffedWorkspace, type StaffedWorkspace } from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testContext } from "#tests/setup/load-context.ts";
import { testRuntime, type TestRuntime } from "#tests/setup/runtime.ts";
import { type Access, accessTable, type Audience } from "./access-table.ts";

const appFolder = path.resolve(import.meta.dirname, "../../app");
const manifest = Object.values(flatRoutes(appFolder, ["**/.*", "**/*.test.{ts,tsx}"]));
const files = new Map(manifest.map(({ id, file }) => [id, file]));

type Handler = (args: {
  request: Request;
  params: Record<string, string>;
  context: ReturnType<typeof testContext>;
}) => unknown;
interface RouteModule {
  readonly loader?: Handler;
  readonly action?: Handler;
}

useTestDatabase();
let rt: TestRuntime;
let own: StaffedWorkspace;
let other: StaffedWorkspace;

beforeAll(async () => {
  // Handlers given nonsense may log what they refuse; here only who gets in is judged.
  rt = testRuntime();
  rt.expectErrors();
  own = await aStaffedWorkspace(rt);
  other = await aStaffedWorkspace(rt);
}, 60_000);

test("every route is in the access table, and the table names no route that is gone", () => {
  expect(readdirSync(path.join(appFolder, "routes")).length).toBeGreaterThan(0);
  expect([...files.keys()].toSorted()).toEqual(Object.keys(accessTable).toSorted());
});

describe.for([...files])("%s", ([id, file]) => {
  const access = accessTable[id];
  if (!access) return;

  test("names an audience for each handler it has", async () => {
    const module = await load(file);
    expect({ loader: module.loader !== undefined, action: module.action !== undefined }).toEqual({
      loader: access.loader !== undefined,
      action: access.action !== undefined,
    });
  });

  for (const [method, audience, intent] of doors(access)) {
    const door = intent ? `${method} ${intent}` : method;

    test(`${door}: a stranger`, async () => {
      const outcome = await knock({ file, access, method, intent, cookie: null, params: {} });
      if (audience === "public") expect(outcome).not.toMatch(/sign-in|forbidden/);
      else expect(outcome).toBe("sign-in");
    });

    if (audience === "public") continue;
    test.for([...roles])(`${door}: %s`, async (role) => {
      const params = (await access.params?.(own.workspaceId, rt)) ?? {};
      const { cookie } = own.members[role];
      const outcome = await knock({ file, access, method, intent, cookie, params });
      if (access.answersNotFound) expect(outcome).toBe("absent");
      else if (isIn(role, audience)) expect(outcome).not.toMatch(/sign-in|forbidden|absent/);
      else expect(outcome).toBe("forbidden");
    });

    if (!access.params) continue;
    test.for([...roles])(`${door}: %s of another workspace`, async (role) => {
      const params = (await access.params?.(own.workspaceId, rt)) ?? {};
      const { cookie } = other.members[role];
      const outcome = await knock({ file, access, method, intent, cookie, params });
      expect(outcome).toBe(isIn(role, audience) ? "absent" : "forbidden");
    });
  }
});

type Door = readonly [method: "loader" | "action", audience: Audience, intent: string | null];

function doors({ loader, action, intents = {} }: Access): Door[] {
  const forms = Object.entries(intents).map(
    ([intent, needed]) => ["action", needed, intent] as const,
  );
  return [
    ...(loader ? [["loader", loader, null] as const] : []),
    ...(action ? [["action", action, null] as const] : []),
    ...forms,
  ];
}

function isIn(role: Role, audience: "user" | Permission): boolean {
  return audience === "user" || may(role, audience);
}

interface Knock {
  readonly file: string;
  readonly access: Access;
  readonly method: "loader" | "action";
  readonly intent: string | null;
  readonly cookie: string | null;
  readonly params: Record<string, string>;
}

type Outcome = "in" | "sign-in" | "forbidden" | "absent" | "refused";

/** Calls the handler as Remix would and says in one word what came of it. */
async function knock({ file, access, method, intent, cookie, params }: Knock): Promise<Outcome> {
  const handler = (await load(file))[method];
  if (!handler) throw new Error(`${file} has no ${method}`);
  const request = new Request(`https://antiphon.test/route${access.search ?? ""}`, {
    headers: { ...(cookie ? { cookie } : {}), origin: "https://antiphon.test" },
    ...(method === "action" ? { method: "POST", body: formOf(intent, access) } : {}),
  });
  const context = testContext(rt);
  try {
    const all = { ...access.fixedParams, ...params };
    return await readOutcome(await handler({ request, params: all, context }));
  } catch (thrown) {
    if (thrown instanceof Response) return readOutcome(thrown);
    if (cookie === null && (access.loader === "public" || access.action === "public"))
      return "refused";
    throw thrown;
  } finally {
    context.close();
  }
}

function formOf(intent: string | null, access: Access): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(access.form?.(own.workspaceId) ?? {}))
    form.set(name, value);
  if (intent !== null) form.set("intent", intent);
  return form;
}

async function readOutcome(value: unknown): Promise<Outcome> {
  if (!(value instanceof Response)) return outcomeOf(statusOf(value), "");
  await value.body?.cancel();
  return outcomeOf(value.status, value.headers.get("location") ?? "");
}

/** `data(body, 409)` is no Response yet. */
function statusOf(value: unknown): number {
  const hasInit = typeof value === "object" && value !== null && "init" in value;
  const init = hasInit ? (value.init as ResponseInit | null) : null;
  return init?.status ?? 200;
}

function outcomeOf(status: number, to: string): Outcome {
  if (status === 403) return "forbidden";
  if (status === 404) return "absent";
  // Only the guard asks to come back; other pages may lead to the sign-in page on purpose.
  if (to.startsWith("/login?to=")) return "sign-in";
  return status < 500 ? "in" : "refused";
}

async function load(file: string): Promise<RouteModule> {
  return (await import(path.join(appFolder, file))) as RouteModule;
}
