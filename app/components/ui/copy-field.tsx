import { CopyButton, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button.tsx";
import { IconCheck, IconCopy } from "./icons.ts";

/** A value to take elsewhere: a webhook address, an invitation link. */
export function CopyField({
  label,
  value,
  hint,
}: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}) {
  const { t } = useTranslation("common");
  return (
    <TextInput
      label={label}
      {...(hint ? { description: hint } : {})}
      value={value}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      rightSectionWidth={40}
      rightSection={
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <IconButton
              label={copied ? t("action.copied") : t("action.copy")}
              icon={copied ? IconCheck : IconCopy}
              size="sm"
              onClick={copy}
            />
          )}
        </CopyButton>
      }
    />
  );
}
