import { Form, Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { IconSend } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import type { StoryId } from "#core/demo/stories.ts";
import styles from "./story-panel.module.css";

export interface StoryPanelProps {
  readonly story: {
    readonly id: StoryId;
    /** Its campaign is still in the workspace. */
    readonly isHere: boolean;
    readonly lastId: string | null;
  };
  /** Where the phones are; null = nowhere. */
  readonly simulator: string | null;
  /** It was sent just now, or refused: then the copy that was to be sent, if there is one. */
  readonly answer: { readonly draftId: string | null; readonly sentId: string | null } | null;
  readonly undoSeconds: number;
}

export function StoryPanel({ story, simulator, answer, undoSeconds }: StoryPanelProps) {
  const { t } = useTranslation("demo");
  const { id, isHere, lastId } = story;
  const title = t(`${id}.title`);
  return (
    <Panel title={title} lead={t(`${id}.who`)}>
      <div className={styles.story}>
        <div className={styles.words}>
          <h3 className="visually-hidden">{t("steps")}</h3>
          <ol className={styles.steps}>
            <li>{t(`${id}.one`)}</li>
            <li>{t(`${id}.two`)}</li>
            <li>{t(`${id}.three`)}</li>
          </ol>
          {answer ? <Answer answer={answer} undoSeconds={undoSeconds} /> : null}
          {isHere ? <SendStory id={id} /> : <Notice tone="warn">{t("gone")}</Notice>}
          {lastId === null ? null : (
            <LinkButton to={paths.campaign(lastId)}>{t("open")}</LinkButton>
          )}
        </div>
        {simulator === null ? (
          <p className={styles.noPhones}>{t("noPhones")}</p>
        ) : (
          <iframe
            className={styles.phones}
            src={`${simulator}/?story=${id}&embed=1`}
            title={t("phonesOf", { story: title })}
            loading="lazy"
          />
        )}
      </div>
    </Panel>
  );
}

function Answer({
  answer,
  undoSeconds,
}: {
  readonly answer: NonNullable<StoryPanelProps["answer"]>;
  readonly undoSeconds: number;
}) {
  const { t } = useTranslation("demo");
  const { draftId, sentId } = answer;
  if (sentId !== null) {
    return (
      <Notice tone="good" isLive>
        <p>
          {t("sent", { seconds: undoSeconds })}{" "}
          <Link to={paths.campaign(sentId)}>{t("sentLink")}</Link>
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="bad" isLive>
      <p>
        {t("blocked")}{" "}
        {draftId === null ? null : (
          <Link to={paths.campaignEdit(draftId, "review")}>{t("blockedLink")}</Link>
        )}
      </p>
    </Notice>
  );
}

function SendStory({ id }: { readonly id: StoryId }) {
  const { t } = useTranslation("demo");
  const maySend = useMay("demo.run");
  const isSending = usePending();
  if (!maySend) return <Notice tone="info">{t("mayNot")}</Notice>;
  return (
    <Form method="post">
      <input type="hidden" name="story" value={id} />
      <Button type="submit" kind="primary" icon={IconSend} isBusy={isSending}>
        {t("send")}
      </Button>
    </Form>
  );
}
