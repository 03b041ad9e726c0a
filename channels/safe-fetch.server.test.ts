import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { isPublicAddress, refusalOf, type Resolve } from "./egress.server.ts";
import { safeFetch } from "./safe-fetch.server.ts";

test.for([
  "http://127.0.0.1/",
  "http://127.1/",
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://0.0.0.0/",
  "http://0/",
  "http://10.0.0.1/",
  "http://172.16.0.1/",
  "http://172.31.255.255/",
  "http://192.168.1.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://100.64.0.1/",
  "http://192.0.2.1/",
  "http://198.18.0.1/",
  "http://224.0.0.1/",
  "http://240.0.0.1/",
  "http://255.255.255.255/",
  "http://[::1]/",
  "http://[::]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:a9fe:a9fe]/",
  "http://[64:ff9b::7f00:1]/",
  "http://[2002:7f00:1::]/",
  "http://[fe80::1]/",
  "http://[fc00::1]/",
  "http://[fd12::1]/",
  "http://[ff02::1]/",
  "http://[2001:db8::1]/",
  "http://localhost/",
  "http://localhost./",
  "http://LOCALHOST/",
  "http://a.localhost/",
  "http://printer.local/",
  "http://metadata.google.internal/",
  "http://router.home.arpa/",
  "http://intranet/",
  "http://user:pw@example.com/",
  "http://example.com@127.0.0.1/",
  "http://example.com:22/",
  "https://example.com:8443/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "data:text/plain,x",
  "javascript:alert(1)",
  "//example.com/",
  "",
  "http://",
  "http://127.0.0.1%2f@example.com/",
  "http://①②⑦.⓪.⓪.①/",
])("%s is refused", async (url) => {
  expect(refusalOf(url)).not.toBeNull();
  expect((await safeFetch(url)).kind).toBe("not-sent");
});

test.for(["https://example.com/a.jpg", "http://93.184.215.14/", "https://[2606:2800:21f::1]/"])(
  "%s may be fetched",
  (url) => expect(refusalOf(url)).toBeNull(),
);

test.for([
  ["8.8.8.8", true],
  ["127.0.0.1", false],
  ["::ffff:8.8.8.8", true],
  ["::ffff:10.0.0.1", false],
  ["not an address", false],
] as const)("%s is public: %s", ([address, expected]) => {
  expect(isPublicAddress(address)).toBe(expected);
});

function resolvesTo(...addresses: string[]): Resolve {
  return (_host, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
}

test.for([["127.0.0.1"], ["169.254.169.254"], ["::1"], ["93.184.215.14", "10.0.0.1"]])(
  "a public name that resolves to %s is refused when connecting",
  async (addresses) => {
    const answer = await safeFetch("http://rebound.example/", {
      resolve: resolvesTo(...addresses),
    });
    expect(answer).toMatchObject({
      kind: "not-sent",
      detail: expect.stringContaining("not a public"),
    });
  },
);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a redirect to a private address is refused, even from an allowed origin", async () => {
  const inner = await serve((_request, response) => response.end("secret"));
  const origin = await serve((_request, response) => {
    response.writeHead(302, { location: `${inner}/secret` });
    response.end();
  });
  const answer = await safeFetch(origin, { allowedOrigins: [origin], maxRedirects: 3 });
  expect(answer).toMatchObject({ kind: "not-sent", detail: expect.stringContaining("redirected") });
});

test("redirects are followed up to their number, credentials only on the same origin", async () => {
  const seen: (string | undefined)[] = [];
  const second = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.end("file");
  });
  const first = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(307, { location: second });
    response.end();
  });
  const options = { allowedOrigins: [first, second], headers: { authorization: "Basic x" } };
  expect((await safeFetch(first, options)).kind).toBe("not-sent");
  const answer = await safeFetch(first, { ...options, maxRedirects: 1 });
  expect(answer).toMatchObject({ kind: "answer", status: 200 });
  expect(seen).toEqual(["Basic x", "Basic x", undefined]);
});

test("an endless body is cut at the size limit", async () => {
  const origin = await serve((_request, response) => {
    const timer = setInterval(() => response.write(Buffer.alloc(64 * 1024)), 1);
    response.on("close", () => clearInterval(timer));
  });
  const answer = await safeFetch(origin, { allowedOrigins: [origin], maxBytes: 200_000 });
  expect(answer).toMatchObject({ kind: "ambiguous", detail: expect.stringContaining("larger") });
});
