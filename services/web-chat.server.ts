import type { WebChatPort } from "#channels/contract.ts";
import type { MessageContent } from "#core/message/message.ts";
import { type WebChatFile, type WebChatMessageRow } from "#models/web-chat-message.server.ts";
import { appendToStream, findVisitor } from "#models/web-chat-visitor.server.ts";
import type { Runtime } from "./runtime.server.ts";

/** Our side of the web chat: a message is appended to the visitor's stream, once per send key. */
export function createWebChatPort(rt: Pick<Runtime, "now">): WebChatPort {
  return async (accountId, visitorId, sendKey, message) => {
    const visitor = await findVisitor(visitorId);
    if (!visitor || visitor.accountId !== accountId) return { error: "unknown-visitor" };
    const { row } = await appendToStream(visitor, {
      key: `${visitorId}:${sendKey}`,
      by: "business",
      ...shownOf(message.content),
      inReplyTo: message.inReplyTo ?? null,
      at: rt.now(),
    });
    return { externalId: row._id };
  };
}

function shownOf(content: MessageContent): Pick<WebChatMessageRow, "text" | "files" | "buttons"> {
  switch (content.type) {
    case "text":
      return { text: content.text, files: [], buttons: [] };
    case "media":
      return { text: content.caption ?? "", files: [fileOf(content.media)], buttons: [] };
    case "buttons": {
      const files = content.media ? [fileOf(content.media)] : [];
      return { text: content.text, files, buttons: [...content.buttons] };
    }
    case "list":
    case "template":
    case "email":
      // The adapter refuses these before they come here.
      throw new Error(`The web chat does not show "${content.type}".`);
  }
}

function fileOf(media: {
  readonly mediaId: string;
  readonly kind: WebChatFile["kind"];
  readonly mimeType: string;
  readonly fileName: string;
}): WebChatFile {
  const { mediaId: fileId, kind, mimeType, fileName } = media;
  return { fileId, kind, mimeType, fileName };
}
