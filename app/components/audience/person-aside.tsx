import { TextInput } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "#app/components/ui/button.tsx";
import { IconBan, IconX } from "#app/components/ui/icons.ts";
import { Facts, Panel } from "#app/components/ui/page.tsx";
import { StateBadge } from "#app/components/ui/state-badge.tsx";
import { useLanguageName } from "#app/lib/language-name.ts";
import { displayPhone } from "#core/contact/address.ts";
import styles from "./person.module.css";
import { type FieldValue, useAudienceWords, useFieldWords } from "./words.ts";

export interface PersonAsideProps {
  readonly identities: readonly { readonly kind: string; readonly value: string }[];
  readonly locale: string | null;
  readonly zone: string | null;
  readonly tags: readonly string[];
  readonly attributes: readonly {
    readonly label: string;
    readonly type: string;
    readonly value: FieldValue;
  }[];
  readonly suppressed: readonly {
    readonly address: string;
    readonly channel: string;
    readonly reason: string;
  }[];
  readonly canEdit: boolean;
}

export function PersonAside(props: PersonAsideProps) {
  const { identities, tags, attributes, locale, zone, canEdit } = props;
  const { t } = useTranslation("audience");
  const show = useFieldWords();
  const languageName = useLanguageName();
  const facts = [
    ...attributes.map(({ label, value }) => ({ label, value: show(value) })),
    ...(locale ? [{ label: t("form.locale"), value: languageName(locale) }] : []),
    ...(zone ? [{ label: t("form.zone"), value: zone }] : []),
  ];
  return (
    <>
      <Panel title={t("person.identities")}>
        {identities.length === 0 ? (
          <p className={styles.words}>{t("person.noIdentities")}</p>
        ) : null}
        <ul className={styles.list}>
          {identities.map((identity) => (
            <li key={`${identity.kind}:${identity.value}`}>
              <Address {...props} identity={identity} />
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t("person.attributes")}>
        {facts.length === 0 ? (
          <p className={styles.words}>{t("person.noAttributes")}</p>
        ) : (
          <Facts facts={facts} />
        )}
      </Panel>
      <Panel title={t("person.tags")}>
        <TagEditor tags={tags} canEdit={canEdit} />
      </Panel>
    </>
  );
}

function Address({
  identity,
  suppressed,
  canEdit,
}: PersonAsideProps & { readonly identity: { readonly kind: string; readonly value: string } }) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const { kind, value } = identity;
  const rows = suppressed.filter(({ address }) => address === value);
  const isEverywhere = rows.some(({ channel }) => channel === "*");
  return (
    <div className={styles.row}>
      <span>
        <span className={styles.words}>{kind === "phone" ? displayPhone(value) : value}</span>
        <span className={styles.small}> {words.identity(kind)}</span>
      </span>
      {rows.length > 0 ? (
        <StateBadge tone="bad" icon={IconBan} isBare>
          {t("person.suppressed")}: {rows.map(({ channel }) => words.channel(channel)).join(", ")}
        </StateBadge>
      ) : null}
      {canEdit && !isEverywhere ? (
        <Form method="post">
          <input type="hidden" name="intent" value="suppress" />
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="value" value={value} />
          <IconButton type="submit" label={t("person.suppress")} icon={IconBan} size="sm" />
        </Form>
      ) : null}
    </div>
  );
}

function TagEditor({
  tags,
  canEdit,
}: {
  readonly tags: readonly string[];
  readonly canEdit: boolean;
}) {
  const { t } = useTranslation("audience");
  return (
    <>
      {tags.length === 0 ? <p className={styles.words}>{t("person.noTags")}</p> : null}
      <div className={styles.tags}>
        {tags.map((tag) => (
          <Form method="post" key={tag} className={styles.tag}>
            <span>{tag}</span>
            <input type="hidden" name="tag" value={tag} />
            <input type="hidden" name="does" value="remove" />
            <input type="hidden" name="intent" value="tag" />
            {canEdit ? (
              <IconButton
                type="submit"
                label={t("person.removeTag", { tag })}
                icon={IconX}
                size="sm"
              />
            ) : null}
          </Form>
        ))}
      </div>
      {canEdit ? (
        <Form method="post" className={styles.inline} key={tags.join()}>
          <TextInput
            name="tag"
            aria-label={t("person.addTag")}
            placeholder={t("person.addTag")}
            maxLength={80}
            required
          />
          <input type="hidden" name="does" value="add" />
          <Button type="submit" name="intent" value="tag">
            {t("people.bulkAdd")}
          </Button>
        </Form>
      ) : null}
    </>
  );
}
