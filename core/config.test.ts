import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { configNames, databaseHosts, parseConfig } from "./config.ts";

test("nothing set is a complete configuration", () => {
  expect(parseConfig({})).toMatchObject({
    PORT: 3000,
    ANTIPHON_DATA: ".antiphon",
    HOST: "127.0.0.1",
  });
});

test("every bad value is named at once", () => {
  const env = {
    PORT: "seventy",
    LOG_LEVEL: "loud",
    MONGODB_URI: "postgres://x",
    PUBLIC_URL: "talk.example.org",
    SMTP_URL: "mail.example.org",
    ALLOW_STANDALONE: "perhaps",
    BATCH_SIZE: "9999",
  };
  const attempt = (): unknown => parseConfig(env);
  for (const name of Object.keys(env)) expect(attempt).toThrow(name);
});

test("an empty variable counts as not set", () => {
  expect(parseConfig({ PORT: "", MONGODB_URI: "" })).toMatchObject({ PORT: 3000 });
  expect(parseConfig({ MONGODB_URI: "" }).MONGODB_URI).toBeUndefined();
});

test("the sample secret is refused", () => {
  const sample = "change-me-change-me-change-me-change-me";
  expect(() => parseConfig({ SECRET_KEY: sample })).toThrow(/SECRET_KEY/);
});

test.for(["k1", "k1:short", "k1:" + "A".repeat(43), "k1:" + "A".repeat(43) + "=,"])(
  "encryption keys %j are refused by name",
  (keys) => expect(() => parseConfig({ ENCRYPTION_KEYS: keys })).toThrow(/ENCRYPTION_KEYS/),
);

test("lists are split and flags read", () => {
  const config = parseConfig({
    EGRESS_ALLOWLIST: "https://10.0.0.5:8443, http://mail.internal",
    SIMULATOR: "false",
    ENCRYPTION_KEYS: `k2:${"A".repeat(43)}=,k1:${"B".repeat(43)}=`,
  });
  expect(config.EGRESS_ALLOWLIST).toEqual(["https://10.0.0.5:8443", "http://mail.internal"]);
  expect(config.SIMULATOR).toBe(false);
});

test("the configuration cannot be changed", () => {
  const config = parseConfig({});
  expect(() => Object.assign(config, { PORT: 1 })).toThrow();
});

test("an error never repeats a secret", () => {
  expect(() => parseConfig({ SECRET_KEY: "canary" })).toThrow(/^(?!.*canary)/s);
});

const example = readFileSync(path.join(import.meta.dirname, "../.env.example"), "utf8");
const examples = [...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({
  name,
  value,
}));

test(".env.example tells of every setting once, and of no other", () => {
  expect(examples.map(({ name }) => name).toSorted()).toEqual(configNames.toSorted());
});

test("what .env.example shows can be used as it is, but for the sample secret", () => {
  expect(example).not.toMatch(/^[A-Z_]+=/m);
  const all = Object.fromEntries(examples.map(({ name, value }) => [name, value]));
  expect(() => parseConfig({ ...all, SECRET_KEY: "" })).not.toThrow();
  expect(() => parseConfig(all)).toThrow(/SECRET_KEY/);
});

test.for([
  ["mongodb://ada:s3cret@db.example.org:27017/antiphon?replicaSet=rs0", "db.example.org:27017"],
  ["mongodb://a.example,b.example/?x=1", "a.example,b.example"],
  ["mongodb+srv://u:p%40q@cluster.example.net", "cluster.example.net"],
] as const)("of %s only the hosts are said", ([uri, hosts]) => {
  expect(databaseHosts(uri)).toBe(hosts);
});
