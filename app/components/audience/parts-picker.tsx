import { MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Catalogue, Parts } from "#app/lib/count-request.ts";

export interface PartsPickerProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly placeholder: string;
  readonly value: Parts;
  readonly onChange: (parts: Parts) => void;
  readonly names: Pick<Catalogue, "segments" | "lists">;
  readonly id?: string;
}

/** Segments and lists in one field; ids say which is which by their prefix. */
export function PartsPicker(props: PartsPickerProps) {
  const { label, hint, placeholder, value, onChange, names, id } = props;
  const { t } = useTranslation("segments");
  const groups = [
    { group: t("audiences.segmentsGroup"), items: names.segments.map(item) },
    { group: t("audiences.listsGroup"), items: names.lists.map(item) },
  ].filter((one) => one.items.length > 0);
  const chosen = [...value.segmentIds, ...value.listIds];
  const isSegment = (one: string) => names.segments.some((segment) => segment.id === one);
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
          segmentIds: picked.filter(isSegment),
          listIds: picked.filter((one) => !isSegment(one)),
        })
      }
    />
  );
}

function item({ id, name }: { readonly id: string; readonly name: string }) {
  return { value: id, label: name };
}
