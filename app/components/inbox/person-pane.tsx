import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { useAudienceWords, useFieldWords } from "#app/components/audience/words.ts";
import { IconButton } from "#app/components/ui/button.tsx";
import { IconX } from "#app/components/ui/icons.ts";
import { PersonMark } from "#app/components/ui/person-mark.tsx";
import { RelativeTime } from "#app/components/ui/relative-time.tsx";
import { StateBadge, type Tone } from "#app/components/ui/state-badge.tsx";
import { paths } from "#app/lib/paths.ts";
import { displayPhone } from "#core/contact/address.ts";
import { channelWords } from "./channel-words.ts";
import { stateTones } from "./conversation-head.tsx";
import styles from "./person-pane.module.css";
import type { OpenConversation, Person } from "./open-conversation.ts";

export interface PersonPaneProps {
  readonly conversation: OpenConversation;
  readonly onClose: () => void;
}

export function PersonPane({ conversation, onClose }: PersonPaneProps) {
  const { t } = useTranslation("inbox");
  const words = useAudienceWords();
  const { person, others } = conversation;
  const name = person.name || person.address || t("list.noName");
  return (
    <aside className={styles.person} aria-label={t("person.title")} tabIndex={0}>
      <div className={styles.personTop}>
        <PersonMark name={name} size={48} />
        <div>
          <h2 className={styles.personName}>{name}</h2>
          <Link to={paths.contact(person.id)}>{t("person.open")}</Link>
        </div>
        <span className={styles.personClose}>
          <IconButton label={t("head.back")} icon={IconX} onClick={onClose} />
        </span>
      </div>
      <h3 className={styles.personTitle}>{t("person.addresses")}</h3>
      <ul className={styles.plain}>
        {person.identities.map(({ kind, value }) => (
          <li key={`${kind}:${value}`}>
            {kind === "phone" ? displayPhone(value) : value}{" "}
            <span className={styles.kind}>{words.identity(kind)}</span>
          </li>
        ))}
      </ul>
      <Consents person={person} />
      {person.campaign ? (
        <>
          <h3 className={styles.personTitle}>{t("person.campaign")}</h3>
          <Link to={paths.campaign(person.campaign.id)}>{person.campaign.name}</Link>
        </>
      ) : null}
      <h3 className={styles.personTitle}>{t("person.tags")}</h3>
      {person.tags.length === 0 ? <p className={styles.small}>{t("person.noTags")}</p> : null}
      <ul className={styles.tags}>
        {person.tags.map((tag) => (
          <li key={tag}>{tag}</li>
        ))}
      </ul>
      <Attributes person={person} />
      {others.length > 0 ? <h3 className={styles.personTitle}>{t("person.others")}</h3> : null}
      <ul className={styles.plain}>
        {others.map((other) => (
          <li key={other.id}>
            <Link to={paths.conversation(other.id)}>{channelWords(other.channel)}</Link>{" "}
            <StateBadge tone={stateTones[other.state]} isBare>
              {t(`state.${other.state}`)}
            </StateBadge>{" "}
            <RelativeTime at={other.at} form="short" />
          </li>
        ))}
      </ul>
    </aside>
  );
}

const consentTones: Record<Person["consents"][number]["state"], Tone> = {
  granted: "good",
  withdrawn: "bad",
  pending: "warn",
  expired: "neutral",
};

function Consents({ person }: { readonly person: Person }) {
  const { t } = useTranslation("inbox");
  return (
    <>
      <h3 className={styles.personTitle}>{t("person.consent")}</h3>
      {person.consents.length === 0 ? <p className={styles.small}>{t("person.unknown")}</p> : null}
      <ul className={styles.plain}>
        {person.consents.map(({ purpose, state, at }) => (
          <li key={purpose}>
            {t(`purpose.${purpose}`)}{" "}
            <StateBadge tone={consentTones[state]} isBare>
              {t(`person.${state}`)}
            </StateBadge>{" "}
            <RelativeTime at={at} form="short" />
          </li>
        ))}
      </ul>
    </>
  );
}

function Attributes({ person }: { readonly person: Person }) {
  const { t } = useTranslation("inbox");
  const show = useFieldWords();
  if (person.attributes.length === 0) return null;
  return (
    <>
      <h3 className={styles.personTitle}>{t("person.attributes")}</h3>
      <dl className={styles.attributes}>
        {person.attributes.map(({ label, value }) => [
          <dt key={`${label}-name`}>{label}</dt>,
          <dd key={`${label}-value`}>{show(value)}</dd>,
        ])}
      </dl>
    </>
  );
}
