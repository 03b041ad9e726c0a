import styles from "./thread.module.css";

const address = /https?:\/\/[^\s<>"]+/g;
/** Points and brackets at the end belong to the sentence around the address. */
const trailing = /[).,;:!?'\]]+$/;
const SHOWN_MAX = 56;

export interface LinkedWordsProps {
  readonly text: string;
  /** What we sent holds the person's own links, such as the one that unsubscribes them: no click for us. */
  readonly isLinked: boolean;
}

/** A message's words. Addresses of the web can be opened, and long ones do not push the talk apart. */
export function LinkedWords({ text, isLinked }: LinkedWordsProps) {
  return (
    <p className={styles.words} dir="auto">
      {split(text).map((part, index) => (
        <Part key={index} {...part} isLinked={isLinked} />
      ))}
    </p>
  );
}

interface TextPart {
  readonly words: string;
  readonly isAddress: boolean;
}

function split(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(address)) {
    const found = match[0].replace(trailing, "");
    parts.push({ words: text.slice(at, match.index), isAddress: false });
    parts.push({ words: found, isAddress: true });
    at = match.index + found.length;
  }
  return [...parts, { words: text.slice(at), isAddress: false }];
}

function Part({ words, isAddress, isLinked }: TextPart & { readonly isLinked: boolean }) {
  if (!isAddress) return <>{words}</>;
  const shown = words.length > SHOWN_MAX ? `${words.slice(0, SHOWN_MAX)}…` : words;
  if (!isLinked) return <span title={words}>{shown}</span>;
  return (
    <a href={words} title={words} target="_blank" rel="noreferrer noopener nofollow">
      {shown}
    </a>
  );
}
