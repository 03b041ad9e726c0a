import styles from "./person-mark.module.css";

/** Initials on a quiet tint that stays the same for the same name. Decoration: the name stands beside it. */
export function PersonMark({ name, size = 32 }: { readonly name: string; readonly size?: number }) {
  return (
    <span
      className={`${styles.mark} ${styles[`tint${tintOf(name)}`]}`}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  );
}

const TINTS = 5;

function tintOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % TINTS;
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = [...(words[0] ?? "")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}
