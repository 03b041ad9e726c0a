import { type DraftVariant, type TemplateDraft, variantKey } from "#core/template/draft.ts";
import { emptyVariant, type VariantContent } from "#core/template/variant.ts";

export interface EditorState {
  readonly draft: TemplateDraft;
  /** `<channel>/<locale>` of the variant on the desk. */
  readonly open: string;
  readonly isChanged: boolean;
}

export type EditorMove =
  | { readonly type: "open"; readonly key: string }
  | {
      readonly type: "rename";
      readonly change: Partial<Pick<TemplateDraft, "name" | "purpose" | "defaultLocale">>;
    }
  | { readonly type: "write"; readonly change: Partial<VariantContent> }
  | { readonly type: "fallback"; readonly path: string; readonly value: string }
  | { readonly type: "add"; readonly variant: DraftVariant }
  | { readonly type: "remove"; readonly key: string }
  | { readonly type: "saved" };

export function startEditing(draft: TemplateDraft): EditorState {
  const [first] = draft.variants;
  return { draft, open: first ? variantKey(first) : "", isChanged: false };
}

export function edit(state: EditorState, move: EditorMove): EditorState {
  const { draft } = state;
  switch (move.type) {
    case "open":
      return { ...state, open: move.key };
    case "saved":
      return { ...state, isChanged: false };
    case "rename":
      return changed(state, { ...draft, ...move.change });
    case "fallback":
      return changed(state, { ...draft, fallbacks: withFallback(draft.fallbacks, move) });
    case "write":
      return changed(state, {
        ...draft,
        variants: draft.variants.map((variant) =>
          variantKey(variant) === state.open
            ? { ...variant, content: { ...variant.content, ...move.change } }
            : variant,
        ),
      });
    case "add":
      return {
        ...changed(state, { ...draft, variants: [...draft.variants, move.variant] }),
        open: variantKey(move.variant),
      };
    case "remove":
      return removed(state, move.key);
  }
}

function changed(state: EditorState, draft: TemplateDraft): EditorState {
  return { ...state, draft, isChanged: true };
}

function withFallback(
  fallbacks: Readonly<Record<string, string>>,
  { path, value }: { readonly path: string; readonly value: string },
): Record<string, string> {
  const others = Object.fromEntries(Object.entries(fallbacks).filter(([key]) => key !== path));
  return value === "" ? others : { ...others, [path]: value };
}

function removed(state: EditorState, key: string): EditorState {
  const variants = state.draft.variants.filter((variant) => variantKey(variant) !== key);
  const [first] = variants;
  // A template has at least one variant: the last one stays.
  if (!first) return state;
  const open = state.open === key ? variantKey(first) : state.open;
  return { ...changed(state, { ...state.draft, variants }), open };
}

/** An empty variant of a channel, or one that starts with the words of another. */
export function newVariant(
  channel: string,
  locale: string,
  from: VariantContent | null,
): DraftVariant {
  const isMail = channel === "email";
  const source = from ?? emptyVariant;
  const content: VariantContent = {
    ...source,
    subject: isMail ? (source.subject ?? "") : null,
    html: isMail ? source.html : null,
    buttons: isMail ? [] : source.buttons,
    provider: channel === "whatsapp" ? source.provider : null,
  };
  return { channel, locale, content };
}
