import { expect, test } from "vitest";
import type { HttpPort } from "./contract.ts";
import { redact, tracedHttp, type HttpTrace } from "./http-trace.server.ts";

const secret = 'can/ary+tök"en=';

test.for([
  ["in a path", secret],
  ["in a query", encodeURIComponent(secret)],
  ["in a form", new URLSearchParams({ key: secret }).toString()],
  ["in JSON", JSON.stringify({ key: secret })],
  ["as basic authentication", Buffer.from(secret).toString("base64")],
] as const)("a secret %s is replaced", ([, text]) => {
  const shown = redact(`before ${text} after`, [secret]);
  expect(shown).toContain("[hidden]");
  expect(shown).toMatch(/^before .*after$/);
  expect(shown).not.toContain("ary");
});

test("a secret inside a longer one leaves nothing behind", () => {
  expect(redact("abcdef", ["abc", "abcdef"])).toBe("[hidden]");
});

test("an empty secret replaces nothing", () => {
  expect(redact("text", [""])).toBe("text");
});

test("the trace tells request and answer without the secret, and passes the answer on", async () => {
  const traces: HttpTrace[] = [];
  const http: HttpPort = async () => ({
    kind: "answer",
    status: 400,
    headers: { "x-token": "canary" },
    body: new TextEncoder().encode('{"error":"bad token canary"}'),
  });
  const now = () => new Date("2026-03-01T09:00:00Z");
  const port = tracedHttp(http, { secrets: ["canary"], now, write: (trace) => traces.push(trace) });
  const answer = await port({
    method: "POST",
    url: "https://api.example/botcanary/send",
    headers: { authorization: "Bearer canary" },
    body: new Uint8Array([1, 0, 2]),
  });
  expect(answer).toMatchObject({ kind: "answer", status: 400 });
  expect(traces).toMatchObject([
    { method: "POST", url: "https://api.example/bot[hidden]/send", status: 400, failure: null },
  ]);
  expect(traces[0]?.requestBody).toBe("[3 bytes]");
  expect(JSON.stringify(traces)).not.toContain("canary");
});
