import type { MediaKind, MediaRef, MessageContent } from "../message/message.ts";

/** The part of a channel's limits that content is held against; channels' `Limits` fits it. */
export interface ContentLimits {
  readonly textMax: { readonly value: number };
  readonly captionMax: { readonly value: number } | null;
  readonly buttons: {
    readonly max: { readonly value: number };
    readonly titleMax: { readonly value: number };
  } | null;
  readonly list: {
    readonly rowsMax: { readonly value: number };
    readonly titleMax: { readonly value: number };
  } | null;
  readonly media: Partial<
    Record<
      MediaKind,
      { readonly maxBytes: { readonly value: number }; readonly mimeTypes: readonly string[] }
    >
  >;
}

export type FitProblem =
  | { readonly kind: "empty" }
  | { readonly kind: "text-too-long"; readonly length: number; readonly max: number }
  | { readonly kind: "caption-too-long"; readonly length: number; readonly max: number }
  | { readonly kind: "no-buttons-here" }
  | { readonly kind: "too-many-buttons"; readonly count: number; readonly max: number }
  | { readonly kind: "button-too-long"; readonly title: string; readonly max: number }
  | { readonly kind: "no-list-here" }
  | { readonly kind: "media-type"; readonly mimeType: string }
  | { readonly kind: "media-too-big"; readonly bytes: number; readonly max: number };

/** What a channel would refuse about this content. Lengths are UTF-16 units, the strictest common count. */
export function fitProblems(content: MessageContent, limits: ContentLimits): FitProblem[] {
  switch (content.type) {
    case "text":
      return textProblems(content.text, limits);
    case "media":
      return [
        ...mediaProblems(content.media, limits),
        ...captionProblems(content.caption ?? "", limits),
      ];
    case "buttons":
      return [
        ...textProblems(content.text, limits),
        ...(content.media ? mediaProblems(content.media, limits) : []),
        ...buttonProblems(content.buttons, limits),
      ];
    case "list":
      return [...textProblems(content.text, limits), ...(limits.list ? [] : [noList])];
    case "template":
      return [];
    case "email":
      return [
        ...(content.subject.trim() === "" ? [empty] : []),
        ...textProblems(content.text, limits),
        ...content.attachments.flatMap((media) => mediaProblems(media, limits)),
      ];
  }
}

const empty = { kind: "empty" } as const;
const noList = { kind: "no-list-here" } as const;

function textProblems(text: string, limits: ContentLimits): FitProblem[] {
  if (text.trim() === "") return [empty];
  const max = limits.textMax.value;
  return text.length > max ? [{ kind: "text-too-long", length: text.length, max }] : [];
}

function captionProblems(text: string, limits: ContentLimits): FitProblem[] {
  const max = limits.captionMax?.value ?? limits.textMax.value;
  return text.length > max ? [{ kind: "caption-too-long", length: text.length, max }] : [];
}

function mediaProblems(media: MediaRef, limits: ContentLimits): FitProblem[] {
  const limit = limits.media[media.kind];
  if (!limit || !limit.mimeTypes.some((listed) => covers(listed, media.mimeType))) {
    return [{ kind: "media-type", mimeType: media.mimeType }];
  }
  const max = limit.maxBytes.value;
  return media.bytes > max ? [{ kind: "media-too-big", bytes: media.bytes, max }] : [];
}

/** Channels list types one by one, as a family ("image/*") or all of them. */
function covers(listed: string, mimeType: string): boolean {
  const family = mimeType.split("/")[0] ?? "";
  return listed === "*/*" || listed === mimeType || listed === `${family}/*`;
}

function buttonProblems(
  buttons: readonly { readonly title: string }[],
  limits: ContentLimits,
): FitProblem[] {
  if (!limits.buttons) return [{ kind: "no-buttons-here" }];
  const { max, titleMax } = limits.buttons;
  const tooMany: FitProblem[] =
    buttons.length > max.value
      ? [{ kind: "too-many-buttons", count: buttons.length, max: max.value }]
      : [];
  const tooLong = buttons
    .filter((button) => button.title.length > titleMax.value)
    .map((button): FitProblem => ({
      kind: "button-too-long",
      title: button.title,
      max: titleMax.value,
    }));
  return [...tooMany, ...tooLong];
}
