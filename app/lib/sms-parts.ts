import { countSegments } from "#core/template/segments.ts";
import { contentText, type MessageContent } from "#core/message/message.ts";

/** The most parts any sample's SMS is split into; null when no sample is an SMS. */
export function smsParts(
  samples: readonly { readonly channel: string; readonly content: MessageContent | null }[],
): number | null {
  const counts = samples.flatMap(({ channel, content }) =>
    channel === "sms" && content ? [countSegments(contentText(content)).segments] : [],
  );
  return counts.length === 0 ? null : Math.max(...counts);
}
