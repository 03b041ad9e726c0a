import { expect, test } from "vitest";
import { createVault, newVaultKey, parseVaultKeys, sealedWith } from "./vault.server.ts";

const secretKey = "0123456789abcdef0123456789abcdef";
const oldKey = newVaultKey("k1");
const newKey = newVaultKey("k2");

test("what was sealed opens again, whatever it holds", () => {
  const vault = createVault(parseVaultKeys(oldKey), secretKey);
  for (const plain of ["", "{}", "tökén 🔑", "x".repeat(100_000)]) {
    expect(vault.open(vault.seal(plain))).toBe(plain);
  }
});

test("the envelope names its version and key and hides the rest", () => {
  const vault = createVault(parseVaultKeys(oldKey), secretKey);
  const sealed = vault.seal("planted-token");
  expect(sealed).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  expect(sealed).not.toContain("planted-token");
  expect(vault.seal("planted-token")).not.toBe(sealed);
});

test("after a rotation new values use the new key and old ones still open", () => {
  const before = createVault(parseVaultKeys(oldKey), secretKey).seal("token");
  const after = createVault(parseVaultKeys(`${newKey},${oldKey}`), secretKey);
  expect(after.open(before)).toBe("token");
  expect(sealedWith(after.seal("token"))).toBe("k2");
});

test("one changed character is refused", () => {
  const vault = createVault(parseVaultKeys(oldKey), secretKey);
  const sealed = vault.seal("token");
  const last = sealed.length - 3;
  const flipped = sealed[last] === "A" ? "B" : "A";
  expect(() => vault.open(sealed.slice(0, last) + flipped + sealed.slice(last + 1))).toThrow();
});

test("an envelope cannot be passed off as another key's", () => {
  const [first] = parseVaultKeys(oldKey);
  const twin = { id: "k9", key: first?.key ?? Buffer.alloc(32) };
  const sealed = createVault(parseVaultKeys(oldKey), secretKey).seal("token");
  const vault = createVault([twin], secretKey);
  expect(() => vault.open(sealed.replace("v1.k1.", "v1.k9."))).toThrow();
});

test("a missing key is named", () => {
  const sealed = createVault(parseVaultKeys(oldKey), secretKey).seal("token");
  const vault = createVault(parseVaultKeys(newKey), secretKey);
  expect(() => vault.open(sealed)).toThrow(/"k1"/);
});

test.for(["k1:short", "k1", "", "k 1:AAAA", `${oldKey}:x`])("key list %j is refused", (text) => {
  expect(() => parseVaultKeys(text)).toThrow(/ENCRYPTION_KEYS/);
});

test("signatures differ by purpose and by secret", () => {
  const vault = createVault(parseVaultKeys(oldKey), secretKey);
  const other = createVault(parseVaultKeys(oldKey), secretKey.toUpperCase());
  expect(vault.sign("media", "x")).toBe(vault.sign("media", "x"));
  expect(vault.sign("media", "x")).not.toBe(vault.sign("unsubscribe", "x"));
  expect(vault.sign("media", "x")).not.toBe(other.sign("media", "x"));
});
