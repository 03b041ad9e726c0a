import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLogger, hideLogin } from "./logger.server.ts";

function capture(write: (log: ReturnType<typeof createLogger>) => void): string {
  let output = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output += chunk.toString();
      done();
    },
  });
  write(createLogger({ LOG_LEVEL: "debug", WORKER_NAME: "w" }, "test", stream));
  return output;
}

test.for([
  [{ accessToken: "canary" }],
  [{ account: { accessToken: "canary" } }],
  [{ request: { headers: { authorization: "canary" } } }],
  [{ contact: { name: "canary", phone: "canary" } }],
  [{ text: "canary" }],
  [{ err: new Error("connect mongodb://user:canary@db.example/x") }],
  [{ err: new Error('E11000 index: k dup key: { identityKeys: "w:phone:*:canary" }') }],
] as const)("%j leaves no secret in the line", ([fields]) => {
  const output = capture((log) => log.info(fields, "something happened"));
  expect(output).toContain("something happened");
  expect(output).not.toContain("canary");
});

test("ids and counts stay readable", () => {
  const output = capture((log) => log.info({ event: "delivery.sent", deliveryId: "dlv_1", ms: 4 }));
  expect(JSON.parse(output)).toMatchObject({ event: "delivery.sent", deliveryId: "dlv_1", ms: 4 });
});

test("a forged line break stays inside its string", () => {
  const output = capture((log) => log.info({ event: 'x"}\n{"level":"error"' }));
  expect(output.trim().split("\n")).toHaveLength(1);
});

test("an address keeps its host", () => {
  expect(hideLogin("smtp://me:pw@mail.example:25")).toBe("smtp://[hidden]@mail.example:25");
});
