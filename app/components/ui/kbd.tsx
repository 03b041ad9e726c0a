import { Kbd } from "@mantine/core";
import { Fragment } from "react";

/** Shows "mod+k" as keys. `mod` is Ctrl, and ⌘ on a Mac. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      {keys.split(/[+>]/).map((key, index) => (
        <Fragment key={key}>
          {index > 0 ? " " : null}
          <Kbd size="xs">{keyName(key)}</Kbd>
        </Fragment>
      ))}
    </span>
  );
}

const names: Record<string, string> = {
  mod: "Ctrl",
  shift: "⇧",
  alt: "Alt",
  enter: "↵",
  escape: "Esc",
  up: "↑",
  down: "↓",
  slash: "/",
  "shift+slash": "?",
  question: "?",
};

function keyName(key: string): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}
