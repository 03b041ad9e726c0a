import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";

export interface SearchBoxProps {
  readonly label: string;
  /** What was searched for; another than typed here when a link or the back button changed it. */
  readonly search: string;
  readonly field: RefObject<HTMLInputElement>;
  readonly onSearch: (form: HTMLFormElement | null) => void;
  /** Down or Enter: on to what was found. */
  readonly onLeave: () => void;
}

const SEARCH_WAIT_MS = 250;

/** Searches while typing and keeps the caret: an answer that comes back never takes the field away. */
export function SearchBox({ label, search, field, onSearch, onLeave }: SearchBoxProps) {
  const timer = useRef<number>(0);
  useEffect(() => {
    const box = field.current;
    if (box && box !== document.activeElement) box.value = search;
  }, [search, field]);

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
