import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { SearchBox } from "./search-box.tsx";

function Page({ search, onLeave }: { readonly search: string; readonly onLeave?: () => void }) {
  return (
    <SearchBox
      id="search"
      label="Search"
      search={search}
      onSearch={() => undefined}
      onLeave={onLeave ?? (() => undefined)}
    />
  );
}

test("the first answer leaves the caret in the field, so that no letter becomes a shortcut", async () => {
  const page = render(<Page search="" />);
  await userEvent.type(screen.getByRole("searchbox"), "Gre");
  page.rerender(<Page search="Gr" />);
  expect(screen.getByRole("searchbox")).toHaveFocus();
  await userEvent.keyboard("et");
  expect(screen.getByRole("searchbox")).toHaveValue("Greet");
});

test("a search cleared elsewhere empties the field", () => {
  const page = render(<Page search="Greet" />);
  page.rerender(<Page search="" />);
  expect(screen.getByRole("searchbox")).toHaveValue("");
});

test("Down goes on to what was found, Escape from an empty field back to the page", async () => {
  const onLeave = vi.fn();
  render(<Page search="Greet" onLeave={onLeave} />);
  await userEvent.click(screen.getByRole("searchbox"));
  await userEvent.keyboard("{ArrowDown}");
  expect(onLeave).toHaveBeenCalledOnce();
  await userEvent.clear(screen.getByRole("searchbox"));
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("searchbox")).not.toHaveFocus();
});
