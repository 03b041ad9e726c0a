import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { useShortcut } from "#app/components/ui/commands.tsx";
import { IconNote, IconPaperclip, IconSend, IconX } from "#app/components/ui/icons.ts";
import { CannedDialog } from "./canned-dialog.tsx";
import { newClientKey } from "./client-key.ts";
import type { ComposerProps } from "./composer.tsx";
import styles from "./composer.module.css";
import { LengthLine } from "./length-line.tsx";
import { SuggestionList, useSuggestions } from "./suggestions.tsx";
import { useAttachment } from "./use-attachment.ts";
import { useBeat } from "./use-beat.ts";
import { useDraft } from "./use-draft.ts";
import { useNote } from "./use-note.ts";

interface ComposerBoxProps extends ComposerProps {
  /** False while the service window is closed: notes can always be written. */
  readonly isReplyAllowed: boolean;
}

export function ComposerBox({ conversation, isReplyAllowed, onSend }: ComposerBoxProps) {
  const { t } = useTranslation("inbox");
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(conversation);
  const [wantsNote, setWantsNote] = useState(conversation.draft?.isNote ?? false);
  const [isManaging, setManaging] = useState(false);
  const isNote = wantsNote || !isReplyAllowed;
  const attachment = useAttachment();
  const addNote = useNote();
  useBeat(draft.text !== "" && !isNote);
  const suggestions = useSuggestions({ conversation, draft, isNote, field });
  const { limits } = conversation;
  const max = attachment.file ? (limits?.captionMax ?? limits?.textMax) : limits?.textMax;
  const isTooLong = !isNote && max !== undefined && draft.text.length > max;
  const isEmpty = draft.text.trim() === "" && (isNote || !attachment.file);
  const canSend = !isEmpty && !isTooLong && !attachment.isBusy;

  const choose = (note: boolean) => {
    setWantsNote(note);
    draft.change(draft.text, note);
    field.current?.focus();
  };
  const send = () => {
    if (!canSend) return;
    if (isNote) addNote(draft.text);
    else {
      const { file } = attachment;
      const media = { mediaId: file?.mediaId ?? null, fileName: file?.fileName ?? null };
      onSend({ clientKey: newClientKey(), text: draft.text.trim(), templateId: null, ...media });
      attachment.clear();
    }
    draft.clear();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (suggestions.onKey(event)) return;
    if (event.key === "Escape") event.currentTarget.blur();
    // A language's own input window takes Enter for itself.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  useShortcut("r", t("keys.reply"), () => choose(false), { isOn: isReplyAllowed });
  useShortcut("n", t("keys.note"), () => choose(true));
  useShortcut("mod+enter", t("keys.send"), send, { isInFields: true });

  return (
    <div className={`${styles.box} ${isNote ? styles.noteBox : ""}`}>
      <div className={styles.modes} role="group" aria-label={t("composer.mode")}>
        <button
          type="button"
          aria-pressed={!isNote}
          disabled={!isReplyAllowed}
          onClick={() => choose(false)}
        >
          {t("composer.reply")}
        </button>
        <button type="button" aria-pressed={isNote} onClick={() => choose(true)}>
          <IconNote size={14} aria-hidden /> {t("composer.note")}
        </button>
      </div>
      <SuggestionList
        suggestions={suggestions}
        hasCanned={conversation.canned.length > 0}
        onManage={() => setManaging(true)}
      />
      <textarea
        ref={field}
        rows={2}
        className={styles.textarea}
        value={draft.text}
        aria-label={isNote ? t("composer.note") : t("composer.reply")}
        placeholder={
          isNote
            ? t("composer.notePlaceholder")
            : t("composer.placeholder", {
                name: conversation.person.firstName ?? conversation.person.name,
              })
        }
        onChange={(event) => draft.change(event.currentTarget.value, isNote)}
        onKeyDown={onKeyDown}
        {...suggestions.fieldProps}
      />
      {attachment.file ? (
        <p className={styles.attached}>
          <IconPaperclip size={14} aria-hidden />
          {t("composer.attached", { name: attachment.file.fileName })}
          <IconButton
            label={t("composer.removeFile")}
            icon={IconX}
            size="sm"
            onClick={attachment.clear}
          />
        </p>
      ) : null}
      {attachment.error ? (
        <p role="alert" className={styles.problem}>
          {t(`error.${attachment.error}` as "error.invalid", { defaultValue: t("error.invalid") })}
        </p>
      ) : null}
      <div className={styles.boxFoot}>
        {!isNote && limits?.takesFiles ? (
          <AttachButton attachment={attachment} accepts={limits.accepts} />
        ) : null}
        <LengthLine
          text={draft.text}
          max={isNote ? undefined : max}
          channel={conversation.channel.id}
          isKept={draft.isKept}
        />
        <Button
          kind={isNote ? "secondary" : "primary"}
          icon={isNote ? IconNote : IconSend}
          disabled={!canSend}
          onClick={send}
        >
          {isNote ? t("composer.addNote") : t("composer.send")}
        </Button>
      </div>
      <CannedDialog
        isOpen={isManaging}
        onClose={() => setManaging(false)}
        replies={conversation.canned}
      />
    </div>
  );
}

interface AttachButtonProps {
  readonly attachment: ReturnType<typeof useAttachment>;
  readonly accepts: readonly string[];
}

function AttachButton({ attachment, accepts }: AttachButtonProps) {
  const { t } = useTranslation("inbox");
  const picker = useRef<HTMLInputElement>(null);
  useShortcut("mod+shift+a", t("keys.attach"), () => picker.current?.click(), { isInFields: true });
  return (
    <>
      <input
        ref={picker}
        type="file"
        hidden
        accept={accepts.includes("*/*") ? undefined : accepts.join(",")}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) attachment.upload(file);
          // The same file again is a new choice.
          event.currentTarget.value = "";
        }}
      />
      <IconButton
        label={attachment.isBusy ? t("composer.uploading") : t("composer.attach")}
        icon={IconPaperclip}
        isBusy={attachment.isBusy}
        onClick={() => picker.current?.click()}
      />
    </>
  );
}
