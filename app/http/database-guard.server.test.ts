import type { ServerBuild } from "@remix-run/node";
import { expect, test, vi } from "vitest";
import { testContext } from "#tests/setup/load-context.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { databaseGuard } from "./database-guard.server.ts";

type Handler = (args: never) => unknown;

/** A build of one route; the database is there when `state.isThere`. */
function setUp(loader: Handler) {
  const rt = testRuntime();
  rt.expectErrors();
  const state = { isThere: true, asked: 0 };
  const guard = databaseGuard(rt, () => {
    state.asked += 1;
    return Promise.resolve(state.isThere);
  });
  const build = { routes: { one: { id: "one", module: { loader } } } } as unknown as ServerBuild;
  const guarded = guard(build).routes["one"]?.module.loader as unknown as (
    args: object,
  ) => Promise<unknown>;
  const ask = () => guarded({ context: testContext(rt) });
  return { state, ask, guard, build };
}

const forEver = () => new Promise<never>(() => {});
const away = { status: 503 };

async function refusal(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => "answered",
    (error: unknown) => error,
  );
}

test("a database that hangs is a 503 within seconds, and the next request does not wait", async () => {
  vi.useFakeTimers();
  try {
    let calls = 0;
    const { state, ask } = setUp(() => {
      calls += 1;
      return forEver();
    });
    state.isThere = false;
    const first = refusal(ask());
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await first).toMatchObject(away);
    expect(await refusal(ask())).toMatchObject(away);
    expect(calls).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

test("a slow answer of a database that is there is waited for", async () => {
  vi.useFakeTimers();
  try {
    const { ask, state } = setUp(async () => {
      await new Promise((resolve) => setTimeout(resolve, 9_000));
      return "late";
    });
    const answer = refusal(ask());
    await vi.advanceTimersByTimeAsync(9_000);
    expect(await answer).toBe("answered");
    expect(state.asked).toBeGreaterThan(1);
  } finally {
    vi.useRealTimers();
  }
});

test("an error while the database is away is a 503; with it there it stays an error", async () => {
  const broken = new Error("a library's own words");
  const { state, ask } = setUp(() => Promise.reject(broken));
  expect(await refusal(ask())).toBe(broken);
  state.isThere = false;
  expect(await refusal(ask())).toMatchObject(away);
});

test("answers thrown on purpose pass, and all is well again once the database is back", async () => {
  const state = { isGood: false };
  const bounce = new Response(null, { status: 302, headers: { location: "/login" } });
  const { ask, state: database } = setUp(() => {
    if (state.isGood) return "page";
    throw bounce;
  });
  expect(await refusal(ask())).toBe(bounce);
  database.isThere = false;
  state.isGood = true;
  expect(await ask()).toBe("page");
  database.isThere = true;
  expect(await ask()).toBe("page");
});

test("a build is wrapped once, and what needs no database is left as it is", () => {
  const { guard, build } = setUp(() => "page");
  expect(guard(build)).toBe(guard(build));
  const alive = { id: "routes/healthz", module: { loader: () => "ok" } };
  const whole = { routes: { "routes/healthz": alive } } as unknown as ServerBuild;
  expect(guard(whole).routes["routes/healthz"]).toBe(alive);
});
