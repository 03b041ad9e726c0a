import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

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
