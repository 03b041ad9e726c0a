import { Form, useActionData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { SelectField, TextareaField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, FormError } from "#app/components/ui/form.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import type { Consent } from "#core/consent/state.ts";
import { purposes } from "#core/message/message.ts";
import styles from "./person.module.css";
import { consentTones, useAudienceWords } from "./words.ts";

export interface EvidenceLine {
  readonly seq: number;
  readonly channel: string;
  readonly purpose: string;
  readonly kind: string;
  readonly source: string;
  readonly actor: string;
  readonly at: Date;
  readonly wording: {
    readonly text: string;
    readonly version: string;
    readonly locale: string;
  } | null;
  readonly proof: Readonly<Record<string, string>>;
  readonly hash: string;
}

export interface PersonConsentProps {
  readonly consents: readonly Consent[];
  readonly evidence: readonly EvidenceLine[];
  readonly canEdit: boolean;
}

/** Where this person stands per channel and purpose, each with the lines of the ledger that say so. */
export function PersonConsent({ consents, evidence, canEdit }: PersonConsentProps) {
  const { t } = useTranslation("audience");
  return (
    <Panel title={t("person.consent")}>
      {consents.length === 0 ? <p className={styles.words}>{t("person.noConsent")}</p> : null}
      <ul className={styles.list}>
        {consents.map((consent) => (
          <li key={`${consent.channel}:${consent.purpose}`}>
            <ConsentRow
              consent={consent}
              lines={evidence.filter(
                (line) => line.channel === consent.channel && line.purpose === consent.purpose,
              )}
            />
          </li>
        ))}
      </ul>
      {canEdit ? <RecordConsent /> : null}
    </Panel>
  );
}

function ConsentRow({
  consent,
  lines,
}: {
  readonly consent: Consent;
  readonly lines: readonly EvidenceLine[];
}) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const channel = words.channel(consent.channel);
  const purpose = words.purpose(consent.purpose);
  return (
    <>
      <div className={styles.row}>
        <span>
          {channel} · {purpose}
        </span>
        <StateBadge tone={consentTones[consent.state] ?? "neutral"}>
          {words.consentState(consent.state)}
        </StateBadge>
      </div>
      <details>
        <summary aria-label={t("person.evidenceOf", { channel, purpose })}>
          {t("person.evidence")} ({lines.length})
        </summary>
        {lines.map((line) => (
          <Evidence key={line.seq} line={line} />
        ))}
      </details>
    </>
  );
}

function Evidence({ line }: { readonly line: EvidenceLine }) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  // Who wrote it and what proves it are stored under names of ours; a new one shows as it is.
  const proof = Object.entries(line.proof).map(([name, value]) => {
    return `${t(`person.proof.${name}` as "person.proof.file", { defaultValue: name })}: ${value}`;
  });
  const actor = t(`person.actor.${line.actor}` as "person.actor.system", {
    defaultValue: line.actor,
  });
  return (
    <div className={styles.quote}>
      <p className={styles.words}>
        {words.consentState(line.kind)} · {words.source(line.source)} ·{" "}
        <RelativeTime at={line.at} form="short" />
      </p>
      {line.wording ? (
        <>
          <p className={styles.words}>“{line.wording.text}”</p>
          <p className={styles.small}>
            {t("person.wording", { version: line.wording.version, locale: line.wording.locale })}
          </p>
        </>
      ) : null}
      <p className={styles.small}>
        {[t("person.by", { actor }), ...proof, t("person.line", { seq: line.seq })].join(" · ")}
      </p>
      <p className={styles.small}>
        <code>{line.hash.slice(0, 16)}</code>
      </p>
    </div>
  );
}

const channels = ["whatsapp", "sms", "email", "messenger", "telegram", "web-chat"];

/** What somebody said at the counter or on the phone: evidence like any other. */
function RecordConsent() {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const last = useActionData<{ error: string | null }>();
  const isBusy = usePending({ intent: "consent" });
  const field = (name: string) => ({ id: `consent-${name}`, name });
  return (
    <details>
      <summary>{t("person.recordConsent")}</summary>
      <Form method="post">
        <input type="hidden" name="intent" value="consent" />
        <FormError errors={last?.error ? [last.error] : undefined} />
        <Fields>
          <FieldRow>
            <SelectField
              field={field("channel")}
              label={t("person.channel")}
              options={channels.map((value) => ({ value, label: words.channel(value) }))}
            />
            <SelectField
              field={field("purpose")}
              label={t("person.purpose")}
              options={purposes.map((value) => ({ value, label: words.purpose(value) }))}
            />
            <SelectField
              field={field("kind")}
              label={t("person.theySaid")}
              options={[
                { value: "granted", label: t("person.agreed") },
                { value: "withdrawn", label: t("person.optedOut") },
              ]}
            />
          </FieldRow>
          <TextareaField field={field("words")} label={t("person.words")} minRows={2} />
          <TextField field={{ ...field("how"), required: true }} label={t("person.howKnown")} />
          <Button type="submit" isBusy={isBusy}>
            {t("person.record")}
          </Button>
        </Fields>
      </Form>
    </details>
  );
}
