import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { HttpAnswer, HttpPort } from "./contract.ts";
import { createFetchClient, createHttpClient, type HttpClient } from "./http-client.server.ts";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await listen(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function use(client: HttpClient): HttpClient["port"] {
  onTestFinished(() => client.close());
  return client.port;
}

const clients: readonly [string, () => HttpClient][] = [
  ["undici pool", () => createHttpClient()],
  ["fetch", () => createFetchClient()],
];

test.for(clients)(
  "%s: sends method, path, headers and body, and reads the answer",
  async ([, make]) => {
    const origin = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        response.writeHead(201, { "content-type": "application/json", "x-key": "v" });
        const { method, url } = request;
        response.end(JSON.stringify({ method, url, key: request.headers["x-sent"], body }));
      });
    });
    const answer = await use(make())({
      method: "POST",
      url: `${origin}/a/b?c=d%20e`,
      headers: { "x-sent": "yes" },
      body: "hello",
    });
    expect(answer).toMatchObject({ kind: "answer", status: 201, headers: { "x-key": "v" } });
    const seen = answer.kind === "answer" ? JSON.parse(Buffer.from(answer.body).toString()) : null;
    expect(seen).toEqual({ method: "POST", url: "/a/b?c=d%20e", key: "yes", body: "hello" });
  },
);

test.for(clients)("%s: a refused connection was surely not sent", async ([, make]) => {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  const answer = await use(make())({
    method: "POST",
    url: `http://127.0.0.1:${port}/`,
    headers: {},
  });
  expect(answer.kind).toBe("not-sent");
});

test.for(clients)("%s: a name that does not resolve was surely not sent", async ([, make]) => {
  const url = "http://no-such-host.invalid/";
  const answer = await use(make())({ method: "POST", url, headers: {}, body: "x" });
  expect(answer.kind).toBe("not-sent");
});

test.for(clients)("%s: silence after the request is ambiguous", async ([, make]) => {
  const origin = await serve(() => {});
  const request = { method: "POST", url: origin, headers: {}, body: "x", timeoutMs: 150 } as const;
  expect((await use(make())(request)).kind).toBe("ambiguous");
});

test.for(clients)("%s: a connection cut after the request is ambiguous", async ([, make]) => {
  const origin = await serve((request) => request.socket.destroy());
  const answer = await use(make())({ method: "POST", url: origin, headers: {}, body: "x" });
  expect(answer.kind).toBe("ambiguous");
});

test.for(clients)("%s: an answer cut half-way is ambiguous", async ([, make]) => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half");
    setTimeout(() => response.destroy(), 20);
  });
  const answer = await use(make())({ method: "POST", url: origin, headers: {}, body: "x" });
  expect(answer.kind).toBe("ambiguous");
});

test.for(clients)("%s: a redirect is an answer, never followed", async ([, make]) => {
  const origin = await serve((_request, response) => {
    response.writeHead(302, { location: "http://127.0.0.1:1/" });
    response.end();
  });
  const answer = await use(make())({ method: "GET", url: origin, headers: {} });
  expect(answer).toMatchObject({ kind: "answer", status: 302 });
});

test.for(clients)("%s: nonsense for a URL was not sent", async ([, make]) => {
  const answer = await use(make())({ method: "GET", url: "not a url", headers: {} });
  expect(answer.kind).toBe("not-sent");
});

test("a request that waited for a connection until its time was up never leaves", async () => {
  const seen: string[] = [];
  const origin = await serve((request, response) => {
    seen.push(request.url ?? "");
    setTimeout(() => response.end("ok"), 300);
  });
  const port = use(createHttpClient({ connections: 1 }));
  const first = port({ method: "POST", url: `${origin}/first`, headers: {}, body: "x" });
  const second = await port({
    method: "POST",
    url: `${origin}/second`,
    headers: {},
    body: "x",
    timeoutMs: 100,
  });
  expect(second.kind).toBe("not-sent");
  expect((await first).kind).toBe("answer");
  const third = await port({ method: "POST", url: `${origin}/third`, headers: {}, body: "x" });
  expect(third.kind).toBe("answer");
  expect(seen).toEqual(["/first", "/third"]);
});

test("an answer above the size limit is cut off", async () => {
  const origin = await serve((_request, response) => response.end("x".repeat(5_000)));
  const answer = await use(createHttpClient({ maxBytes: 1_000 }))({
    method: "GET",
    url: origin,
    headers: {},
  });
  expect(answer).toMatchObject({ kind: "ambiguous", detail: expect.stringContaining("1000") });
});

test("a slow body runs into the same deadline", async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(timer));
  });
  const answer = await use(createHttpClient())({
    method: "GET",
    url: origin,
    headers: {},
    timeoutMs: 200,
  });
  expect(answer.kind).toBe("ambiguous");
});

test("says when a request goes on the wire: not while it waits for a connection", async () => {
  const held: (() => void)[] = [];
  const origin = await serve((_request, response) => void held.push(() => response.end("ok")));
  const port = use(createHttpClient({ connections: 1 }));
  const told: string[] = [];
  const send = (name: string): ReturnType<typeof port> =>
    port({
      method: "POST",
      url: origin,
      headers: {},
      body: name,
      onWire: () => told.push(name) > 0,
    });
  const first = send("first");
  const second = send("second");
  await expect.poll(() => held.length).toBe(1);
  expect(told).toEqual(["first"]);
  held[0]?.();
  await first;
  await expect.poll(() => held.length).toBe(2);
  expect(told).toEqual(["first", "second"]);
  held[1]?.();
  expect(await second).toMatchObject({ kind: "answer", status: 200 });
});

const refusals: readonly [string, () => boolean][] = [
  ["refused", () => false],
  [
    "failing",
    () => {
      throw new Error("disk full");
    },
  ],
];

test.for(refusals)("a %s onWire lets no byte go", async ([, onWire]) => {
  let seen = 0;
  const origin = await serve((_request, response) => {
    seen += 1;
    response.end("ok");
  });
  const port: HttpPort = use(createHttpClient({ connections: 1 }));
  const answer: HttpAnswer = await port({
    method: "POST",
    url: origin,
    headers: {},
    body: "x",
    onWire,
  });
  expect(answer.kind).toBe("not-sent");
  // The pool goes on after it.
  expect(await port({ method: "POST", url: origin, headers: {}, body: "y" })).toMatchObject({
    kind: "answer",
  });
  expect(seen).toBe(1);
});
