import { expect, test } from "vitest";
import { type ContentLimits, fitProblems } from "./fit.ts";

const limits: ContentLimits = {
  textMax: { value: 10 },
  captionMax: { value: 5 },
  buttons: { max: { value: 2 }, titleMax: { value: 4 } },
  list: null,
  media: { image: { maxBytes: { value: 100 }, mimeTypes: ["image/jpeg"] } },
};
const photo = {
  mediaId: "med_1",
  kind: "image",
  mimeType: "image/jpeg",
  fileName: "a.jpg",
  bytes: 90,
} as const;

test.for([
  ["a short text fits", { type: "text", text: "0123456789" }, []],
  ["a long text", { type: "text", text: "0123456789a" }, ["text-too-long"]],
  ["an empty text", { type: "text", text: "  " }, ["empty"]],
  ["a photo with a short caption fits", { type: "media", media: photo, caption: "hello" }, []],
  ["a long caption", { type: "media", media: photo, caption: "hello!" }, ["caption-too-long"]],
  ["a heavy photo", { type: "media", media: { ...photo, bytes: 101 } }, ["media-too-big"]],
  ["a PDF here", { type: "media", media: { ...photo, kind: "document" } }, ["media-type"]],
] as const)("%s", ([, content, kinds]) => {
  expect(fitProblems(content, limits).map((p) => p.kind)).toEqual(kinds);
});

test("too many buttons and a long title are two problems", () => {
  const buttons = ["one", "two", "three"].map(
    (title) => ({ type: "reply", id: title, title }) as const,
  );
  const kinds = fitProblems({ type: "buttons", text: "hi", buttons }, limits).map((p) => p.kind);
  expect(kinds).toEqual(["too-many-buttons", "button-too-long"]);
});

test("a channel without buttons or lists says so", () => {
  const bare = { ...limits, buttons: null };
  const buttons = [{ type: "reply", id: "a", title: "a" }] as const;
  expect(fitProblems({ type: "buttons", text: "hi", buttons }, bare)).toEqual([
    { kind: "no-buttons-here" },
  ]);
  const list = { type: "list", text: "hi", buttonLabel: "x", sections: [] } as const;
  expect(fitProblems(list, limits)).toEqual([{ kind: "no-list-here" }]);
});

test.for([
  ["*/*", []],
  ["application/*", []],
  ["image/*", ["media-type"]],
] as const)("a channel that takes %s", ([listed, kinds]) => {
  const media = { document: { maxBytes: { value: 100 }, mimeTypes: [listed] } };
  const pdf = { ...photo, kind: "document", mimeType: "application/pdf" } as const;
  const problems = fitProblems({ type: "media", media: pdf }, { ...limits, media });
  expect(problems.map((p) => p.kind)).toEqual(kinds);
});
