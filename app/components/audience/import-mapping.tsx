import { NativeSelect } from "@mantine/core";
import { Form } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/components/ui/button.tsx";
import { CheckboxField, SelectField, TextField } from "#app/components/ui/field.tsx";
import { FieldRow, Fields, SubmitRow } from "#app/components/ui/form.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { usePending } from "#app/lib/use-pending.ts";
import { attributeKey, attributeTypes, type AttributeType } from "#core/contact/attribute.ts";
import {
  encodings,
  existingRules,
  type ColumnTarget,
  type ImportOptions,
} from "#core/import/options.ts";
import { targetValue } from "./import-form-values.ts";
import styles from "./import.module.css";
import { useAudienceWords } from "./words.ts";

const field = (name: string, initialValue?: unknown) => ({
  id: `import-${name}`,
  name,
  initialValue,
});

export function ImportLayout({ options }: { readonly options: ImportOptions }) {
  const { t } = useTranslation("audience");
  const isBusy = usePending({ intent: "layout" });
  return (
    <Panel title={t("wizard.layout")}>
      <Form method="post" key={`${options.encoding}${options.delimiter}${options.hasHeader}`}>
        <input type="hidden" name="intent" value="layout" />
        <FieldRow>
          <SelectField
            field={field("encoding", options.encoding)}
            label={t("wizard.encoding")}
            options={encodings.map((value) => ({ value, label: value.toUpperCase() }))}
          />
          <SelectField
            field={field("delimiter", options.delimiter)}
            label={t("wizard.delimiter")}
            options={[
              { value: ",", label: t("wizard.comma") },
              { value: ";", label: t("wizard.semicolon") },
              { value: "\t", label: t("wizard.tab") },
              { value: "|", label: t("wizard.bar") },
            ]}
          />
        </FieldRow>
        <div className={styles.gap}>
          <CheckboxField
            field={field("hasHeader", options.hasHeader)}
            label={t("wizard.hasHeader")}
          />
        </div>
        <Button type="submit" isBusy={isBusy}>
          {t("wizard.readAgain")}
        </Button>
      </Form>
    </Panel>
  );
}

export interface ImportMappingProps {
  readonly header: readonly string[];
  readonly preview: readonly (readonly string[])[];
  readonly options: ImportOptions;
  readonly attributes: readonly {
    readonly key: string;
    readonly label: string;
    readonly type: AttributeType;
  }[];
}

/** Five rows of the file, each column with the place it goes to. */
export function ImportMapping(props: ImportMappingProps) {
  const { options } = props;
  const { t } = useTranslation("audience");
  const isBusy = usePending({ intent: "mapping" });
  return (
    <Panel title={t("wizard.mapping")} lead={t("wizard.mappingLead")}>
      <Form method="post">
        <input type="hidden" name="intent" value="mapping" />
        <MappingTable {...props} />
        <div className={styles.gap}>
          <Fields>
            <FieldRow>
              <TextField
                field={{ ...field("country", options.defaultCountry ?? ""), maxLength: 2 }}
                label={t("wizard.country")}
                hint={t("wizard.countryHint")}
              />
              <SelectField
                field={field("onExisting", options.onExisting)}
                label={t("wizard.onExisting")}
                options={existingRules.map((value) => ({
                  value,
                  label: t(value === "skip" ? "wizard.leave" : `wizard.${value}`),
                }))}
              />
            </FieldRow>
            <TextField
              field={field("tags", options.tags.join(", "))}
              label={t("wizard.tagAll")}
              hint={t("form.tagsHint")}
            />
          </Fields>
        </div>
        <SubmitRow label={t("wizard.saveColumns")} kind="secondary" isBusy={isBusy} />
      </Form>
    </Panel>
  );
}

function MappingTable({ header, preview, options, attributes }: ImportMappingProps) {
  const { t } = useTranslation("audience");
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("wizard.mapping")}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t("wizard.column")}</th>
            <th scope="col">{t("wizard.goesTo")}</th>
            <th scope="col">{t("wizard.sample")}</th>
          </tr>
        </thead>
        <tbody>
          {header.map((name, index) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <TargetSelect
                  name={name}
                  index={index}
                  target={options.columns[index] ?? { to: "skip" }}
                  attributes={attributes}
                />
              </td>
              <td className={styles.sample}>
                {preview
                  .map((row) => row[index] ?? "")
                  .filter(Boolean)
                  .join(" · ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TargetSelectProps {
  readonly name: string;
  readonly index: number;
  readonly target: ColumnTarget;
  readonly attributes: ImportMappingProps["attributes"];
}

const targets = [
  "skip",
  "name",
  "firstName",
  "lastName",
  "phone",
  "email",
  "locale",
  "zone",
  "tags",
] as const;

function TargetSelect({ name, index, target, attributes }: TargetSelectProps) {
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const known = attributes.map(({ key, label, type }) => ({
    value: targetValue({ to: "attribute", key, label, type }),
    label,
  }));
  const key = attributeKey(name);
  const isNew = key !== "" && !attributes.some((one) => one.key === key);
  const fresh = attributeTypes
    .filter((type) => isNew && type !== "choice")
    .map((type) => ({
      value: targetValue({ to: "attribute", key, label: name.slice(0, 80), type }),
      label: t("wizard.newField", { type: words.attributeType(type) }),
    }));
  return (
    <NativeSelect
      name={`column.${index}`}
      aria-label={`${name}: ${t("wizard.goesTo")}`}
      defaultValue={targetValue(target)}
      data={[
        ...targets.map((value) => ({ value, label: t(`wizard.${value}`) })),
        ...known,
        ...fresh,
      ]}
    />
  );
}
