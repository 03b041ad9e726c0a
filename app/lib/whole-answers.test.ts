import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withWholeAnswers } from "./whole-answers.ts";

/** A server that says the first half and leaves the second to the test. */
const halves: ServerResponse[] = [];
const server = createServer((request, response) => {
  if (request.url?.startsWith("/nothing")) return response.writeHead(204).end();
  response.writeHead(202, { "x-kept": "yes" }).write("first, ");
  halves.push(response);
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function untilHalfSaid(): Promise<ServerResponse> {
  await expect.poll(() => halves.length).toBe(1);
  // The half is on its way: give it time to arrive, which a plain fetch would take for an answer.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const [half] = halves.splice(0);
  if (!half) throw new Error("nobody asked");
  return half;
}

const whole = withWholeAnswers(fetch);

test("a loader's answer is handed on when all of it is there, as it came", async () => {
  let isHere = false;
  const asked = whole(new URL(`${url}/inbox.data?view=open`)).then((answer) => {
    isHere = true;
    return answer;
  });
  const half = await untilHalfSaid();
  expect(isHere).toBe(false);
  half.end("second");
  const answer = await asked;
  expect(answer.status).toBe(202);
  expect(answer.headers.get("x-kept")).toBe("yes");
  expect(await answer.text()).toBe("first, second");
});

test("broken off half-way it is a failed request", async () => {
  const stop = new AbortController();
  const asked = whole(`${url}/inbox.data`, { signal: stop.signal });
  const refused = expect(asked).rejects.toThrow("aborted");
  await untilHalfSaid();
  stop.abort();
  await refused;
});

test("other answers and empty ones pass untouched", async () => {
  const streamed = await whole(`${url}/events/inbox`);
  expect(streamed.url).toBe(`${url}/events/inbox`);
  (await untilHalfSaid()).end("second");
  expect(await streamed.text()).toBe("first, second");
  expect((await whole(`${url}/nothing.data`)).status).toBe(204);
});
