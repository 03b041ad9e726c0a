import type { OutboundMessage } from "#core/message/message.ts";

/** What the widget can show; null = it cannot, and why. */
export function refusalOf({ content }: OutboundMessage): { code: string; detail: string } | null {
  switch (content.type) {
    case "text":
    case "media":
    case "buttons":
      return null;
    case "list":
    case "template":
    case "email": {
      const detail = `The web chat has no message of the kind "${content.type}"`;
      return { code: "unsupported-content", detail };
    }
  }
}
