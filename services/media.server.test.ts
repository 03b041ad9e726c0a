import exifr from "exifr";
import sharp from "sharp";
import { expect, test } from "vitest";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testRuntime } from "#tests/setup/runtime.ts";
import { storeMedia } from "./media.server.ts";

useTestDatabase();

const photo = (bytes: Uint8Array, over: Record<string, unknown> = {}) => ({
  workspaceId: "wsp_media",
  bytes,
  fileName: "flood.jpg",
  claimedType: "image/jpeg",
  source: "inbound" as const,
  ...over,
});

const withCamera = () =>
  sharp({ create: { width: 3_000, height: 40, channels: 3, background: "#336699" } })
    .withExif({ IFD0: { Make: "Camera & Co", Model: "Flood 1" } })
    .jpeg()
    .toBuffer();

test("the original keeps its EXIF, the shown copy has none and is no wider than 2,048 px", async () => {
  const rt = testRuntime();
  const stored = await storeMedia(photo(await withCamera()), rt);
  if (!stored.ok) throw new Error(stored.error);
  expect(stored.value).toMatchObject({
    kind: "image",
    width: 2_048,
    exif: { Make: "Camera & Co" },
  });
  const original = await rt.files.get(stored.value.originalKey);
  const copy = await rt.files.get(stored.value.displayKey ?? "");
  expect(await exifr.parse(Buffer.from(original ?? []))).toMatchObject({ Make: "Camera & Co" });
  expect(await exifr.parse(Buffer.from(copy ?? []))).toBeUndefined();
});

const text = (words: string) => new TextEncoder().encode(words);
const svg = text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

test.for([
  ["an SVG with a script", svg, "image/svg+xml"],
  ["an SVG that says it is text", svg, "text/plain"],
  ["a page that says it is a photo", text("<html><script>1</script>"), "image/jpeg"],
  ["a program", Buffer.from("MZ\u0090\u0000\u0003".padEnd(200, "\u0000"), "latin1"), "image/png"],
] as const)("%s is refused whatever it is called", async ([, bytes, claimedType]) => {
  const stored = await storeMedia(photo(bytes, { claimedType }), testRuntime());
  expect(stored).toMatchObject({ ok: false, error: "type-refused" });
});

test("a name cannot lead elsewhere or hide its ending", async () => {
  const name = "../../etc/\u202Egpj.exe";
  const stored = await storeMedia(photo(await withCamera(), { fileName: name }), testRuntime());
  expect(stored.ok && stored.value.fileName).toBe("gpj.exe.jpg");
});

test("the same file under the same id is kept once", async () => {
  const rt = testRuntime();
  const bytes = await withCamera();
  const first = await storeMedia(photo(bytes, { id: "med_same" }), rt);
  expect(await storeMedia(photo(bytes, { id: "med_same" }), rt)).toEqual(first);
});
