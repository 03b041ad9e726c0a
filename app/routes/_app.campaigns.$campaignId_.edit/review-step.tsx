import { NativeSelect, TextInput } from "@mantine/core";
import { Form, Link, useActionData } from "@remix-run/react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { channelWord } from "#app/components/audience/filter-words.ts";
import { Button } from "#app/components/ui/button.tsx";
import { IconSend } from "#app/components/ui/icons.ts";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { useProblemWords } from "#app/components/template/problem-words.ts";
import { PhonePreview } from "#app/components/template/phone-preview.tsx";
import { useFormat } from "#app/lib/format.ts";
import { paths } from "#app/lib/paths.ts";
import { useSettings } from "#app/lib/settings-context.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { useMay } from "#app/lib/use-workspace.ts";
import type { WizardStep } from "#core/campaign/readiness.ts";
import { CostPanel } from "./cost-panel.tsx";
import { findingKey, FindingWords, wallWords } from "./finding-words.tsx";
import styles from "./review-step.module.css";
import type { action, WizardData } from "./route.tsx";

/** A document, not a form: what will happen, in sentences; the button last, with the exact count. */
export function ReviewStep({ page }: { readonly page: WizardData }) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const format = useFormat();
  const { locale } = useSettings();
  const problemWords = useProblemWords();
  const answer = useActionData<typeof action>();
  const { campaign, counted, readiness, accounts } = page;
  const { counts } = counted;
  const senders = campaign.senders.map(({ channel, accountId }) => {
    const name = accounts.find((account) => account.id === accountId)?.name ?? "";
    return `${channelWord(channel, say)} (${name})`;
  });
  return (
    <>
      <Findings page={page} />
      {answer?.kind === "send" ? (
        <Notice tone="bad" isLive>
          {t(`send.${answer.error}`)}
        </Notice>
      ) : null}
      <Section title={t("review.who")} step="audience" id={campaign.id}>
        <p className={styles.big}>
          {t(senders.length > 0 ? "review.whoWords" : "review.whoUnknown", {
            willSend: format.number(counts["will-send"]),
            matched: format.number(counts.matched),
          })}
        </p>
        <p>
          {senders.length === 0
            ? t("blocker.no-sender")
            : t(
                counts.matched === counts["will-send"] ? "review.nobodyLeftOut" : "review.leftOut",
                {
                  noAddress: format.number(counts["no-address"]),
                  noConsent: format.number(counts["no-consent"]),
                  suppressed: format.number(counts.suppressed),
                },
              )}
        </p>
      </Section>
      <Section title={t("review.message")} step="content" id={campaign.id}>
        <p>{page.templateName ?? t("blocker.no-template")}</p>
        <div className={styles.samples}>
          {firstPerChannel(page).map((sample) => (
            <PhonePreview
              key={sample.channel}
              channel={sample.channel}
              content={sample.content}
              senderName={sample.senderName}
              time=""
              isSmall
              note={sample.problems.map(problemWords).join(" ") || undefined}
            />
          ))}
        </div>
      </Section>
      <Section title={t("review.sender")} step="goal" id={campaign.id}>
        <p>{senders.length > 0 ? format.list(senders) : t("blocker.no-sender")}</p>
      </Section>
      <Section title={t("review.when")} step="time" id={campaign.id}>
        <p>
          {campaign.schedule.mode === "now"
            ? t("review.whenNow", { seconds: page.undoSeconds })
            : t("review.whenAt", {
                time: wallWords(campaign.schedule.localTime, locale),
                zone: campaign.schedule.zone,
              })}
        </p>
        <p>
          {campaign.ratePerSecond === null
            ? t("review.paceFree")
            : t("review.pace", { count: campaign.ratePerSecond })}
        </p>
      </Section>
      <CostPanel costs={page.costs} />
      <TestSend page={page} />
      <SendButton page={page} isReady={readiness.blockers.length === 0} />
    </>
  );
}

function firstPerChannel({ samples }: WizardData): WizardData["samples"] {
  return [...new Map(samples.toReversed().map((sample) => [sample.channel, sample])).values()];
}

function Findings({ page }: { readonly page: WizardData }) {
  const { t } = useTranslation("campaigns");
  const { blockers, warnings } = page.readiness;
  return (
    <>
      {blockers.length > 0 ? (
        <Notice tone="bad" title={t("review.problems")}>
          <ul className={styles.findings}>
            {blockers.map((one) => (
              <li key={findingKey(one)}>
                <FindingWords finding={one} group="blocker" />
                <Link to={`${paths.campaignEdit(page.campaign.id, one.step)}#${one.field}`}>
                  {t("review.fix", { step: t(`step.${one.step}`) })}
                </Link>
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {warnings.length > 0 ? (
        <Notice tone="warn" title={t("review.warnings")}>
          <ul className={styles.findings}>
            {warnings.map((one) => (
              <li key={findingKey(one)}>
                <FindingWords finding={one} group="warning" />
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}

interface SectionProps {
  readonly title: string;
  readonly step: WizardStep;
  readonly id: string;
  readonly children: ReactNode;
}

function Section({ title, step, id, children }: SectionProps) {
  const { t } = useTranslation("campaigns");
  const edit = (
    <Link to={paths.campaignEdit(id, step)} aria-label={`${t("review.edit")}: ${title}`}>
      {t("review.edit")}
    </Link>
  );
  return (
    <Panel title={title} actions={edit}>
      <div className={styles.section}>{children}</div>
    </Panel>
  );
}

function TestSend({ page }: { readonly page: WizardData }) {
  const { t } = useTranslation("campaigns");
  const { t: say } = useTranslation(["segments", "templates"]);
  const answer = useActionData<typeof action>();
  const maySend = useMay("campaigns.send");
  const isSending = usePending({ intent: "test" });
  const [channel, setChannel] = useState(page.campaign.senders[0]?.channel ?? "");
  const sample = page.samples.find((one) => one.channel === channel) ?? page.samples[0];
  if (!maySend || !sample) return null;
  return (
    <Panel title={t("test.title")} lead={t("test.lead")}>
      {answer?.kind === "test" ? (
        <Notice tone={answer.error === null ? "good" : "bad"} isLive>
          {answer.error === null
            ? t("test.sent")
            : t(`test.error.${answer.error}`, { detail: answer.detail })}
        </Notice>
      ) : null}
      <Form method="post" className={styles.test}>
        <input type="hidden" name="intent" value="test" />
        <input type="hidden" name="contactId" value={sample.contactId} />
        <NativeSelect
          name="channel"
          label={t("test.channel")}
          value={channel}
          onChange={({ currentTarget }) => setChannel(currentTarget.value)}
          data={page.campaign.senders.map((one) => ({
            value: one.channel,
            label: channelWord(one.channel, say),
          }))}
        />
        <TextInput name="to" label={t("test.to")} required withAsterisk={false} maxLength={200} />
        <Button type="submit" isBusy={isSending}>
          {t("test.send")}
        </Button>
      </Form>
    </Panel>
  );
}

function SendButton({ page, isReady }: { readonly page: WizardData; readonly isReady: boolean }) {
  const { t } = useTranslation("campaigns");
  const maySend = useMay("campaigns.send");
  const isSending = usePending({ intent: "send" });
  if (!maySend) return <Notice tone="info">{t("review.mayNot")}</Notice>;
  const count = page.counted.counts["will-send"];
  const label = !page.counted.isComplete
    ? t("review.counting")
    : t(page.campaign.schedule.mode === "now" ? "review.send" : "review.schedule", { count });
  return (
    <Form method="post" className={styles.send}>
      <Button
        type="submit"
        kind="primary"
        size="md"
        icon={IconSend}
        name="intent"
        value="send"
        disabled={!isReady}
        isBusy={isSending}
      >
        {label}
      </Button>
    </Form>
  );
}
