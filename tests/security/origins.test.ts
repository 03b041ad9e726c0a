import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "node:http";
import { useTestDatabase } from "#tests/setup/database.ts";
import { type Product, startProduct } from "#tests/setup/web-process.ts";

/** The built product without a proxy: an origin it cannot place is refused, and never an error of ours. */

const database = useTestDatabase();
let product: Product;

beforeAll(async () => {
  const env = { TRUST_PROXY: "0", PUBLIC_URL: "http://antiphon.test" };
  product = await startProduct({ databaseUri: database.uri(), env });
}, 300_000);

afterAll(() => product.stop());

interface Answer {
  readonly status: number;
  readonly words: string;
}

/** By hand: `fetch` writes Host and Sec-Fetch-Site itself. */
function post(path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const sent = request(`${product.url}${path}`, {
      method: "POST",
      headers: { ...type, ...headers },
    });
    sent.on("error", reject).on("response", (response) => {
      let words = "";
      response.on("data", (chunk: Buffer) => (words += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, words }));
    });
    sent.end("email=nobody%40antiphon.test&password=wrong");
  });
}

const paths = ["/login", "/login.data", "/logout", "/_root.data"];

test.for(paths)("POST %s with an origin of another host is a 403 that says why", async (path) => {
  for (const origin of ["http://other.example", "http://antiphon.test", "nonsense"]) {
    const answer = await post(path, {
      origin,
      host: "10.0.0.5:3000",
      "sec-fetch-site": "same-origin",
    });
    expect([origin, answer.status]).toEqual([origin, 403]);
    expect(answer.words).toContain("TRUST_PROXY");
  }
  const foreign = await post(path, { origin: "http://other.example", host: "antiphon.test" });
  expect(foreign).toEqual({
    ...{ status: 403, words: "This request did not come from a page of this site." },
  });
});

test("a form without script on a page that sends no referrer arrives", async () => {
  const headers = { origin: "null", host: "antiphon.test", "sec-fetch-site": "same-origin" };
  for (const path of ["/reset/none", "/setup?token=none", "/login"]) {
    const answer = await post(path, headers);
    expect([path, answer.status < 500]).toEqual([path, true]);
    expect(answer.status).not.toBe(403);
  }
});

test("a one-click unsubscribe is judged by its link, wherever it comes from", async () => {
  for (const origin of ["null", "https://mail.example"]) {
    const answer = await post("/unsubscribe/none", { origin, host: "antiphon.test" });
    expect([origin, answer.status]).toEqual([origin, 404]);
  }
});
