import { expect, test } from "vitest";
import { unsafeLinks } from "./links.ts";

function mail(html: string) {
  return { type: "email", subject: "s", text: "t", html, attachments: [] } as const;
}

test("https, mailto and tel links are fine, quoted or not", () => {
  expect(
    unsafeLinks(mail(`<a href="https://a.example">x</a><a href=tel:+31612345678>y</a>`)),
  ).toEqual([]);
});

test("script, data and empty links are named", () => {
  expect(unsafeLinks(mail(`<a href='javascript:alert(1)'>x</a><a href="">y</a>`))).toEqual([
    "javascript:alert(1)",
    "",
  ]);
  expect(unsafeLinks({ type: "text", text: "see data:text/html,x now" })).toEqual([
    "data:text/html,x",
  ]);
});

test("a button's address is held to the same", () => {
  const buttons = [{ type: "url", title: "Go", url: "ftp://x" }] as const;
  expect(unsafeLinks({ type: "buttons", text: "t", buttons })).toEqual(["ftp://x"]);
});
