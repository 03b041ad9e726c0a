import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import styles from "./composer.module.css";
import type { OpenConversation } from "./open-conversation.ts";
import type { Draft } from "./use-draft.ts";

interface Suggestion {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** The whole text after picking it. */
  readonly text: string;
}

export interface Suggestions {
  readonly kind: "canned" | "mention" | null;
  readonly options: readonly Suggestion[];
  readonly place: number;
  readonly listId: string;
  readonly pick: (option: Suggestion) => void;
  /** True = the key was for the list. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  readonly fieldProps: Record<string, unknown>;
}

export interface SuggestionSources {
  readonly conversation: OpenConversation;
  readonly draft: Draft;
  readonly isNote: boolean;
  readonly field: RefObject<HTMLTextAreaElement>;
}

const SHOWN_MAX = 8;

/** `/` at the start offers canned replies, `@` in a note offers colleagues. */
export function useSuggestions(sources: SuggestionSources): Suggestions {
  const { draft, isNote, field } = sources;
  const listId = useId();
  const [place, setPlace] = useState(0);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const kind = dismissed === draft.text ? null : kindOf(draft.text, isNote);
  const options = kind === null ? [] : optionsFor(kind, sources).slice(0, SHOWN_MAX);
  const here = Math.min(place, Math.max(0, options.length - 1));
  const pick = (option: Suggestion) => {
    draft.change(option.text, isNote);
    setPlace(0);
    field.current?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (kind === null) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const option = options[here];
    if (step !== 0 && options.length > 0) {
      setPlace((here + step + options.length) % options.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && option) pick(option);
    else if (event.key === "Escape") setDismissed(draft.text);
    else return false;
    event.preventDefault();
    return true;
  };
  const isOpen = kind !== null;
  return {
    kind,
    options,
    place: here,
    listId,
    pick,
    onKey,
    fieldProps: {
      "aria-autocomplete": "list",
      "aria-controls": isOpen ? listId : undefined,
      "aria-activedescendant": isOpen && options[here] ? `${listId}-${here}` : undefined,
    },
  };
}

const atTheEnd = /(?:^|\s)@([\p{L}\p{N} ]{0,30})$/u;

function kindOf(text: string, isNote: boolean): Suggestions["kind"] {
  if (isNote) return atTheEnd.test(text) ? "mention" : null;
  return /^\/[a-z0-9-]*$/i.test(text) ? "canned" : null;
}

function optionsFor(kind: "canned" | "mention", sources: SuggestionSources): Suggestion[] {
  const { conversation, draft } = sources;
  if (kind === "canned") {
    const typed = draft.text.slice(1).toLowerCase();
    return conversation.canned
      .filter((one) => one.shortcut.startsWith(typed))
      .map(({ id, shortcut, text }) => {
        const filled = fill(text, conversation);
        return { id, title: `/${shortcut}`, detail: filled, text: filled };
      });
  }
  const typed = (atTheEnd.exec(draft.text)?.[1] ?? "").toLowerCase();
  const before = draft.text.slice(0, draft.text.lastIndexOf("@"));
  return conversation.members
    .filter((one) => one.id !== conversation.me.id && one.name.toLowerCase().startsWith(typed))
    .map(({ id, name }) => ({ id, title: name, detail: "", text: `${before}@${name} ` }));
}

function fill(text: string, { person, me }: OpenConversation): string {
  return text
    .replaceAll("{{name}}", person.firstName ?? person.name)
    .replaceAll("{{agent}}", me.name);
}

export interface SuggestionListProps {
  readonly suggestions: Suggestions;
  /** Whether the workspace has any canned reply: none that fits is another thing than none at all. */
  readonly hasCanned: boolean;
  readonly onManage: () => void;
}

export function SuggestionList({ suggestions, hasCanned, onManage }: SuggestionListProps) {
  const { t } = useTranslation("inbox");
  const { kind, options, place, listId, pick } = suggestions;
  if (kind === null || (kind === "mention" && options.length === 0)) return null;
  const label = kind === "canned" ? t("composer.canned") : t("composer.mention");
  return (
    <div className={styles.suggestions}>
      <div id={listId} role="listbox" aria-label={label} className={styles.options}>
        {options.map((option, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys go to the field
          <div
            key={option.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === place}
            tabIndex={-1}
            // The field keeps the focus: the list is walked with its arrow keys.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(option)}
          >
            <strong>{option.title}</strong>
            {option.detail === "" ? null : <span>{option.detail}</span>}
          </div>
        ))}
      </div>
      {kind === "canned" ? (
        <div className={styles.suggestionFoot}>
          {options.length === 0 ? (
            <span>{t(hasCanned ? "composer.cannedNothing" : "canned.none")}</span>
          ) : null}
          <Button kind="quiet" size="xs" onClick={onManage}>
            {t("composer.cannedManage")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
