import { useNavigate } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PhonePreview } from "#app/components/template/phone-preview.tsx";
import { useProblemWords } from "#app/components/template/problem-words.ts";
import styles from "#app/components/template/template-editor.module.css";
import { useVariantName } from "#app/components/template/variant-name.ts";
import { VariantTabs } from "#app/components/template/variant-tabs.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { variantKey } from "#core/template/draft.ts";
import type { VariantContent } from "#core/template/variant.ts";
import type { RevisionPage } from "./read-revision.server.ts";

/** A revision as it was saved: its words, the message they make, and what the current one has otherwise. */
export function RevisionWords({ page }: { readonly page: RevisionPage }) {
  const { t } = useTranslation("templates");
  const navigate = useNavigate();
  const problemWords = useProblemWords();
  const { variant, preview, changes, fallbacks } = page;
  const problems = preview.problems.map(problemWords).join(" ");
  return (
    <div className={styles.desk}>
      <div className={styles.main}>
        <Notice tone="neutral">
          {t(changes.length === 0 ? "revision.isCurrent" : "revision.isOld")}
        </Notice>
        <Panel title={t("revision.words")}>
          <div className={styles.fields}>
            <VariantTabs
              variants={page.variants}
              open={variantKey(variant)}
              onOpen={(key) => {
                navigate(`?variant=${encodeURIComponent(key)}`, { preventScrollReset: true });
              }}
            />
            <Facts facts={useWords(variant.content)} />
          </div>
        </Panel>
        {Object.keys(fallbacks).length > 0 ? (
          <Panel title={t("editor.fallbacks")}>
            <Facts facts={Object.entries(fallbacks).map(([label, value]) => ({ label, value }))} />
          </Panel>
        ) : null}
        <Panel title={t("revision.differs")}>
          <Changes changes={changes} />
        </Panel>
      </div>
      <aside className={styles.side} aria-label={t("revision.preview")}>
        <PhonePreview
          channel={variant.channel}
          content={preview.content}
          senderName={page.senderName}
          time=""
          note={problems || undefined}
        />
      </aside>
    </div>
  );
}

function useWords(content: VariantContent): { label: string; value: ReactNode }[] {
  const { t } = useTranslation("templates");
  const { subject, text, html, media, buttons, provider } = content;
  const shown = (label: string, words: string | null | undefined) =>
    words ? [{ label, value: <span className={styles.source}>{words}</span> }] : [];
  return [
    ...shown(t("editor.subject"), subject),
    ...shown(t("editor.text"), text),
    ...shown(t("editor.html"), html),
    ...shown(t("editor.media"), media?.fileName),
    ...shown(t("editor.buttons"), buttons.map((button) => button.title).join(" · ")),
    ...shown(t("editor.providerName"), provider && `${provider.name} (${provider.language})`),
    ...(provider?.body ?? []).flatMap((slot, index) =>
      shown(t("editor.providerSlot", { n: index + 1 }), slot),
    ),
  ];
}

function Changes({ changes }: Pick<RevisionPage, "changes">) {
  const { t } = useTranslation("templates");
  if (changes.length === 0) return <p>{t("revision.same")}</p>;
  return (
    <ul className={styles.plain}>
      {changes.map(({ variant, kind }) => (
        <li key={variant ?? "fallbacks"}>
          <ChangeWords variant={variant ?? null} kind={kind} />
        </li>
      ))}
    </ul>
  );
}

function ChangeWords({ variant, kind }: RevisionPage["changes"][number]) {
  const { t } = useTranslation("templates");
  const nameOf = useVariantName();
  if (variant === null) return t("revision.changed", { variant: t("revision.fallbacks") });
  const [channel = "", locale = ""] = variant.split("/");
  return t(`revision.${kind}`, { variant: nameOf({ channel, locale }).whole });
}
