import { type KeyboardEvent, useEffect, useRef } from "react";

export interface SearchBoxProps {
  readonly id: string;
  readonly label: string;
  /** What was searched for; another than typed here when a link or the back button changed it. */
  readonly search: string;
  readonly onSearch: (form: HTMLFormElement | null) => void;
  /** Down or Enter: on to what was found. */
  readonly onLeave: () => void;
}

const SEARCH_WAIT_MS = 250;

/** Searches while typing and keeps the caret: an answer that comes back never takes the field away. */
export function SearchBox({ id, label, search, onSearch, onLeave }: SearchBoxProps) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<number>(0);
  useEffect(() => {
    const box = field.current;
    if (box && box !== document.activeElement) box.value = search;
  }, [search]);

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "ArrowDown" || (event.key === "Enter" && search !== "")) {
      event.preventDefault();
      onLeave();
    }
    // The browser empties a field with words; the keys of the page work again from an empty one.
    if (event.key === "Escape" && event.currentTarget.value === "") event.currentTarget.blur();
  }

  return (
    <input
      ref={field}
      id={id}
      type="search"
      name="q"
      defaultValue={search}
      placeholder={label}
      aria-label={label}
      onKeyDown={onKeyDown}
      onChange={(event) => {
        const { form } = event.currentTarget;
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => onSearch(form), SEARCH_WAIT_MS);
      }}
    />
  );
}
