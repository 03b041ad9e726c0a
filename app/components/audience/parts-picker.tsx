import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CampaignParts, Catalogue, Named } from "#app/lib/count-request.ts";

export interface PartsPickerProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder: string;
  readonly value: CampaignParts;
  readonly onChange: (parts: CampaignParts) => void;
  /** Saved audiences are offered where they are named: an audience holds no other. */
  readonly names: Pick<Catalogue, "segments" | "lists"> & Partial<Pick<Catalogue, "audiences">>;
  readonly id?: string;
}

/** Audiences, segments and lists in one field. */
export function PartsPicker(props: PartsPickerProps) {
  const { label, hint, placeholder, value, onChange, names, id } = props;
  const { t } = useTranslation("segments");
  const { segments, lists, audiences } = names;
  const groups = [
    { group: t("audiences.audiencesGroup"), items: (audiences ?? []).map(item) },
    { group: t("audiences.segmentsGroup"), items: segments.map(item) },
    { group: t("audiences.listsGroup"), items: lists.map(item) },
  ].filter((one) => one.items.length > 0);
  const chosen = [...(value.audienceIds ?? []), ...value.segmentIds, ...value.listIds];
  return (
    <MultiSelect
      {...(id ? { id } : {})}
      label={label}
      {...(hint ? { description: hint } : {})}
      {...(chosen.length === 0 ? { placeholder } : {})}
      data={groups}
      value={chosen}
      searchable
      clearable
      hidePickedOptions
      onChange={(picked) =>
        onChange({
          segmentIds: among(segments, picked),
          listIds: among(lists, picked),
          ...(audiences ? { audienceIds: among(audiences, picked) } : {}),
        })
      }
    />
  );
}

function among(named: readonly Named[], picked: readonly string[]): string[] {
  return picked.filter((one) => named.some(({ id }) => id === one));
}

function item({ id, name }: Named) {
  return { value: id, label: name };
}
