import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { LinkedWords } from "./linked-words.tsx";

test("an address somebody wrote can be opened, without the sentence's own points", () => {
  render(
    <LinkedWords text="See https://shop.example/a?b=1, please (http://x.example)." isLinked />,
  );
  const links = screen.getAllByRole("link").map((link) => link.getAttribute("href"));
  expect(links).toEqual(["https://shop.example/a?b=1", "http://x.example"]);
  expect(screen.getByText(/please/).textContent).toBe(
    "See https://shop.example/a?b=1, please (http://x.example).",
  );
});

test("no other kind of address becomes a link", () => {
  render(<LinkedWords text="javascript:alert(1) data:text/html,x ftp://a.example" isLinked />);
  expect(screen.queryByRole("link")).toBeNull();
});

test("a person's own long link is cut short and cannot be clicked by us", () => {
  const link = `https://antiphon.example/unsubscribe/${"x".repeat(120)}`;
  render(<LinkedWords text={`No more mail: ${link}`} isLinked={false} />);
  expect(screen.queryByRole("link")).toBeNull();
  expect(screen.getByTitle(link).textContent).toHaveLength(57);
});
