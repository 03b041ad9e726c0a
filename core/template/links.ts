import type { MessageContent } from "../message/message.ts";
import { contentText } from "../message/message.ts";

const safe = /^(https?:\/\/|mailto:|tel:)/i;

/** Addresses in a finished message whose scheme a phone might run or a mail client would block. */
export function unsafeLinks(content: MessageContent): string[] {
  const buttons =
    content.type === "buttons"
      ? content.buttons.filter((b) => b.type === "url").map((b) => b.url)
      : [];
  const html = content.type === "email" && content.html !== null ? hrefs(content.html) : [];
  const inText = contentText(content).match(/\b(?:javascript|data|vbscript|file):[^\s]+/gi) ?? [];
  const bad = [...buttons, ...html].filter((link) => !safe.test(link.trim()));
  return [...new Set([...bad, ...inText])].map((link) => link.slice(0, 80));
}

function hrefs(html: string): string[] {
  const found = [...html.matchAll(/\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/gi)];
  return found.map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
