import exifr from "exifr";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { loader } from "#app/routes/media.$mediaId.ts";
import { storeMedia } from "#services/media.server.ts";
import { aStaffedWorkspace, type StaffedWorkspace } from "#tests/factories/workspace.ts";
import { useTestDatabase } from "#tests/setup/database.ts";
import { testContext } from "#tests/setup/load-context.ts";
import { testRuntime } from "#tests/setup/runtime.ts";

/** What comes in as a file and how it goes out again: S4 and S11 of the security page. */

useTestDatabase();
const rt = testRuntime({ now: new Date().toISOString() });
let own: StaffedWorkspace;
let other: StaffedWorkspace;
let jpeg: Buffer;

beforeAll(async () => {
  own = await aStaffedWorkspace(rt);
  other = await aStaffedWorkspace(rt);
  jpeg = await sharp({ create: { width: 60, height: 40, channels: 3, background: "#336699" } })
    .withExif({
      IFD0: { Make: "Camera & Co" },
      IFD3: { GPSLatitude: "52/1 5/1 0/1", GPSLatitudeRef: "N" },
    })
    .jpeg()
    .toBuffer();
}, 60_000);

const bytesOf = (words: string) => Buffer.from(words, "latin1");
const script = "<script>alert(document.domain)</script>";
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`;

/** A picture of 65,000 x 65,000 in a few bytes: nobody may decode that. */
function pixelBomb(): Buffer {
  const header = Buffer.alloc(33);
  header.write("\u0089PNG\r\n\u001a\n", 0, "latin1");
  header.writeUInt32BE(13, 8);
  header.write("IHDR", 12, "latin1");
  header.writeUInt32BE(65_000, 16);
  header.writeUInt32BE(65_000, 20);
  header.set([8, 6, 0, 0, 0], 24);
  return Buffer.concat([header, bytesOf("\0\0\0\0IDAT\0\0\0\0IEND")]);
}

const refused: Readonly<
  Record<string, readonly [bytes: () => Buffer, name: string, type: string]>
> = {
  "an SVG": [() => bytesOf(svg), "logo.svg", "image/svg+xml"],
  "an SVG called a photo": [() => bytesOf(svg), "logo.jpg", "image/jpeg"],
  "an SVG called text": [() => bytesOf(` \n${svg}`), "logo.txt", "text/plain"],
  "an SVG behind an XML line": [
    () => bytesOf(`<?xml version="1.0"?>${svg}`),
    "a.xml",
    "text/plain",
  ],
  "a page": [() => bytesOf(`<!doctype html>${script}`), "a.html", "text/html"],
  "a page called a table": [() => bytesOf(`<html>${script}`), "a.csv", "text/csv"],
  "a script": [() => bytesOf("alert(1)"), "a.js", "text/javascript"],
  "an archive": [
    () => Buffer.from([0x50, 0x4b, 3, 4, ...Array.from({ length: 60 }, () => 0)]),
    "a.zip",
    "application/zip",
  ],
  "a program": [() => bytesOf(`MZ${"\0".repeat(200)}`), "a.png", "image/png"],
  "text with a zero byte": [() => bytesOf("hello\0world"), "a.txt", "text/plain"],
  "nothing at all": [() => Buffer.alloc(0), "a.jpg", "image/jpeg"],
};

const upload = (bytes: Buffer, fileName: string, claimedType: string) =>
  storeMedia({ workspaceId: own.workspaceId, bytes, fileName, claimedType, source: "upload" }, rt);

test.for(Object.entries(refused))("%s is refused", async ([, [bytes, name, type]]) => {
  expect((await upload(bytes(), name, type)).ok).toBe(false);
});

async function served(mediaId: string, cookie: string | null, query = "") {
  const context = testContext(rt);
  const headers = cookie === null ? new Headers() : new Headers({ cookie });
  const request = new Request(`https://antiphon.test/media/${mediaId}${query}`, { headers });
  try {
    return await loader({ request, params: { mediaId }, context });
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  } finally {
    context.close();
  }
}

const kept: Readonly<Record<string, readonly [bytes: () => Buffer, name: string, type: string]>> = {
  "a photo": [() => jpeg, "flood.jpg", "image/jpeg"],
  "a photo with a page behind it": [
    () => Buffer.concat([jpeg, bytesOf(`<html>${script}`)]),
    "flood.html",
    "text/html",
  ],
  "a GIF that is a script too": [
    () => bytesOf("GIF89a/*\0\0\0\0*/=1;alert(1)"),
    "a.js",
    "text/javascript",
  ],
  "a picture too large to decode": [pixelBomb, "bomb.png", "image/png"],
  "a PDF with a script": [
    () =>
      bytesOf("%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"),
    "form.pdf",
    "application/pdf",
  ],
  "plain words": [() => bytesOf("hello"), "a.txt", "text/plain"],
};

test.for(Object.entries(kept))("%s is never run by a browser", async ([, [bytes, name, type]]) => {
  const stored = await upload(bytes(), name, type);
  if (!stored.ok) throw new Error(stored.error);
  const answer = await served(stored.value._id, own.members.agent.cookie);
  expect(answer.status).toBe(200);
  const contentType = answer.headers.get("content-type") ?? "";
  expect(contentType).not.toMatch(/html|svg|xml|javascript/);
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  const isInline = answer.headers.get("content-disposition")?.startsWith("inline");
  // Shown in the page is only what we encoded ourselves.
  if (isInline) expect(Buffer.from(await answer.arrayBuffer()).includes("<script")).toBe(false);
  else expect(answer.headers.get("content-disposition")).toMatch(/^attachment; /);
});

test("where a picture was taken stays in the original, which members alone get", async () => {
  const stored = await upload(jpeg, "flood.jpg", "image/jpeg");
  if (!stored.ok) throw new Error(stored.error);
  const { _id } = stored.value;
  const { cookie } = own.members.agent;
  const shown = Buffer.from(await (await served(_id, cookie)).arrayBuffer());
  const original = Buffer.from(await (await served(_id, cookie, "?original")).arrayBuffer());
  expect(await exifr.parse(shown)).toBeUndefined();
  expect(await exifr.parse(original)).toMatchObject({ Make: "Camera & Co" });
  const link = new URL(rt.media.url({ mediaId: _id } as never));
  expect((await served(_id, null, link.search)).status).toBe(404);
});

test("a stranger, another workspace and a made-up link get nothing", async () => {
  const stored = await upload(jpeg, "flood.jpg", "image/jpeg");
  if (!stored.ok) throw new Error(stored.error);
  const { _id } = stored.value;
  expect((await served(_id, null)).status).toBe(404);
  expect((await served(_id, other.members.owner.cookie)).status).toBe(404);
  expect((await served(_id, null, "?exp=99999999999999&sig=AAAA")).status).toBe(404);
  expect((await served("../../secrets.json", own.members.owner.cookie)).status).toBe(404);
});

test.for([
  "../../etc/passwd",
  "..\\..\\boot.ini",
  "a\u0000.jpg",
  "\u202egpj.exe",
  'x"; filename="evil.html',
  "a\r\nSet-Cookie: b=c",
  ".htaccess",
  "photo.php.jpg",
  `${"a".repeat(400)}.jpg`,
  "",
])("the name %j goes into a header and a folder unharmed", async (name) => {
  const stored = await upload(jpeg, name, "image/jpeg");
  if (!stored.ok) throw new Error(stored.error);
  const { fileName, _id, originalKey } = stored.value;
  expect(fileName).toMatch(/^[^\\/\p{Cc}\p{Cf}"<>:|?*;]{1,130}\.jpe?g$/u);
  expect(originalKey).toBe(`media/${own.workspaceId}/${_id}/original`);
  const answer = await served(_id, own.members.agent.cookie);
  const disposition = answer.headers.get("content-disposition") ?? "";
  expect(disposition.replace(/"[^"]*"/g, "").match(/filename=/g)).toHaveLength(1);
  expect(disposition).not.toMatch(/[\r\n]/);
});
