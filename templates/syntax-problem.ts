import type { TemplateProblem } from "#core/template/variables.ts";

/** The tag the parser stopped in: longer than this helps nobody to find it. */
const TAG_SHOWN_MAX = 40;

/**
 * What is wrong with a text that does not parse, told by the tag it stands in. Handlebars itself lists
 * the tokens it hoped for, which says nothing to the person who wrote the text.
 */
export function syntaxProblem(source: string, error: unknown): TemplateProblem {
  const message = error instanceof Error ? error.message : "";
  const crossed = /^(.+) doesn't match (.+) - (\d+):/.exec(message);
  if (crossed) {
    const [, opened = "", closed = "", line] = crossed;
    return { kind: "block-crossed", detail: `{{#${opened}}} {{/${closed}}}`, line: Number(line) };
  }
  const line = lineOf(message);
  const { open, stray } = readBlocks(source);
  if (message.endsWith("got 'EOF'") && open) {
    return { kind: "block-open", detail: `{{#${open.name}}}`, line: open.line };
  }
  if (message.endsWith("got 'OPEN_ENDBLOCK'") && stray) {
    return { kind: "block-stray", detail: `{{/${stray.name}}}`, line: stray.line };
  }
  return { kind: "syntax", detail: tagAt(message), line };
}

function lineOf(message: string): number | null {
  const match = /line (\d+)/.exec(message);
  return match?.[1] ? Number(match[1]) : null;
}

/** The message's second line is a piece of the source, its third a caret under the place. */
function tagAt(message: string): string {
  const [, excerpt = "", caret = ""] = message.split("\n");
  const start = excerpt.lastIndexOf("{{", caret.indexOf("^"));
  return excerpt.slice(Math.max(start, 0)).slice(0, TAG_SHOWN_MAX);
}

interface BlockTag {
  readonly name: string;
  readonly line: number;
}

/** The innermost block that is never closed, and the first end that closes nothing. */
function readBlocks(source: string): { open?: BlockTag | undefined; stray?: BlockTag } {
  const opened: BlockTag[] = [];
  for (const match of source.matchAll(/\{\{~?\s*([#^/])\s*([\w.-]+)/g)) {
    const tag = { name: match[2] ?? "", line: source.slice(0, match.index).split("\n").length };
    if (match[1] !== "/") opened.push(tag);
    else if (!opened.pop()) return { open: opened.at(-1), stray: tag };
  }
  return { open: opened.at(-1) };
}
