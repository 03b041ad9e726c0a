import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { FieldRow } from "#app/components/ui/form.tsx";
import { IconPlus, IconTrash } from "#app/components/ui/icons.ts";
import { Panel } from "#app/components/ui/page.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { useLanguageName } from "#app/lib/language-name.ts";
import { purposes } from "#core/message/message.ts";
import { type TemplateDraft, variantKey } from "#core/template/draft.ts";
import type { PreviewProblem, SamplePerson, TemplatePreview } from "#core/template/preview.ts";
import { AddVariant } from "./add-variant.tsx";
import type { EditorMove, EditorState } from "./editor-state.ts";
import { FallbackFields } from "./fallback-fields.tsx";
import { PhonePreview } from "./phone-preview.tsx";
import { useProblemWords } from "./problem-words.ts";
import styles from "./template-editor.module.css";
import { VariantFields } from "./variant-fields.tsx";
import { VariantTabs } from "./variant-tabs.tsx";

export interface TemplateEditorProps {
  readonly state: EditorState;
  readonly move: (move: EditorMove) => void;
  readonly preview: TemplatePreview | null;
  readonly people: readonly SamplePerson[];
  readonly personId: string;
  readonly onPerson: (contactId: string) => void;
  readonly attributes: readonly { readonly key: string; readonly label: string }[];
  readonly channels: readonly string[];
  readonly senderName: string;
  /** Wall time shown under the message. */
  readonly time: string;
  readonly uploadTo: string;
}

export function TemplateEditor(props: TemplateEditorProps) {
  const { state, move, preview, attributes, uploadTo } = props;
  const { t } = useTranslation("templates");
  const words = useProblemWords();
  const { draft, open } = state;
  const variant = draft.variants.find((candidate) => variantKey(candidate) === open);
  const problems = preview?.problems ?? [];
  return (
    <div className={styles.desk}>
      <div className={styles.main}>
        <Naming draft={draft} move={move} />
        <Panel title={t("editor.variants")} actions={<VariantActions {...props} />}>
          <div className={styles.fields}>
            <VariantTabs
              variants={draft.variants}
              open={open}
              onOpen={(key) => move({ type: "open", key })}
            />
            {variant ? (
              <VariantFields
                key={open}
                variant={variant}
                preview={preview}
                attributes={attributes}
                uploadTo={uploadTo}
                errors={problems.filter(isOfTemplate).map(words)}
                onChange={(change) => move({ type: "write", change })}
              />
            ) : null}
          </div>
        </Panel>
        <Panel title={t("editor.fallbacks")} lead={t("editor.fallbacksHint")}>
          <FallbackFields
            variables={preview?.variables ?? []}
            fallbacks={draft.fallbacks}
            onChange={(path, value) => move({ type: "fallback", path, value })}
          />
        </Panel>
      </div>
      <Side {...props} problems={problems.filter((problem) => !isOfTemplate(problem)).map(words)} />
    </div>
  );
}

function isOfTemplate(problem: PreviewProblem): boolean {
  return problem.source === "template";
}

interface NamingProps {
  readonly draft: TemplateDraft;
  readonly move: (move: EditorMove) => void;
}

function Naming({ draft, move }: NamingProps) {
  const { t } = useTranslation("templates");
  const languageOf = useLanguageName();
  return (
    <FieldRow>
      <TextInput
        label={t("editor.name")}
        value={draft.name}
        maxLength={120}
        {...(draft.name.trim() === "" ? { error: t("error.name") } : {})}
        onChange={(event) => move({ type: "rename", change: { name: event.currentTarget.value } })}
      />
      <NativeSelect
        label={t("editor.purpose")}
        value={draft.purpose}
        onChange={(event) => {
          const purpose = purposes.find((known) => known === event.currentTarget.value);
          if (purpose) move({ type: "rename", change: { purpose } });
        }}
        data={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
      />
      <NativeSelect
        label={t("editor.defaultLocale")}
        value={draft.defaultLocale}
        onChange={(event) =>
          move({ type: "rename", change: { defaultLocale: event.currentTarget.value } })
        }
        data={[...new Set([draft.defaultLocale, ...draft.variants.map((v) => v.locale)])].map(
          (value) => ({ value, label: `${languageOf(value)} (${value})` }),
        )}
      />
    </FieldRow>
  );
}

function VariantActions({ state, move, channels }: TemplateEditorProps) {
  const { t } = useTranslation("templates");
  const [isAdding, setAdding] = useState(false);
  const { variants } = state.draft;
  const current = variants.find((variant) => variantKey(variant) === state.open);

  function remove(): void {
    if (!current) return;
    move({ type: "remove", key: state.open });
    showToast({
      message: t("editor.variantRemoved", { variant: state.open }),
      undo: () => move({ type: "add", variant: current }),
    });
  }

  return (
    <div className={styles.line}>
      <Button size="xs" icon={IconPlus} onClick={() => setAdding(true)}>
        {t("editor.addVariant")}
      </Button>
      {variants.length > 1 ? (
        <Button size="xs" kind="quiet" icon={IconTrash} onClick={remove}>
          {t("editor.removeVariant")}
        </Button>
      ) : null}
      <AddVariant
        key={state.open}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
        channels={channels}
        variants={variants}
        current={current}
        onAdd={(variant) => move({ type: "add", variant })}
      />
    </div>
  );
}

function Side(props: TemplateEditorProps & { readonly problems: readonly string[] }) {
  const { state, preview, people, personId, onPerson, senderName, time, problems } = props;
  const { t } = useTranslation("templates");
  const [channel = "sms"] = state.open.split("/");
  const isBroken = preview?.problems.some(isOfTemplate) ?? false;
  const isEmpty = preview === null || (preview.content === null && problems.length === 0);
  const note = preview === null ? "loading" : isBroken ? "broken" : "empty";
  return (
    <aside className={styles.side}>
      <NativeSelect
        label={t("preview.person")}
        value={personId}
        onChange={(event) => onPerson(event.currentTarget.value)}
        data={[
          { value: "", label: t("preview.sample") },
          ...people.map((person) => ({ value: person.contactId, label: person.name })),
        ]}
      />
      <PhonePreview
        channel={channel}
        content={preview?.content ?? null}
        senderName={senderName}
        time={time}
        {...(isEmpty ? { note: t(`preview.${note}`) } : {})}
      />
      {problems.length > 0 ? (
        <ul className={styles.problems} aria-live="polite">
          {problems.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : null}
    </aside>
  );
}
