import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { FormError, SubmitRow } from "#app/components/ui/form.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { Panel } from "#app/components/ui/page.tsx";
import { showToast } from "#app/components/ui/toast.tsx";
import { AccountFields } from "./account-fields.tsx";
import { translated, useErrorWords } from "./error-words.ts";
import type { ShownAccount } from "./shown-account.ts";

interface SaveAnswer {
  readonly intent: string;
  readonly errors?: Readonly<Record<string, string | undefined>>;
}

export function SettingsPanel({ account }: { readonly account: ShownAccount }) {
  const { t } = useTranslation("channels");
  const words = useErrorWords();
  const fetcher = useFetcher<SaveAnswer>();
  const { data, state } = fetcher;
  const errors = translated(data?.errors ?? {}, words);
  const told = useRef<unknown>(null);
  useEffect(() => {
    if (state !== "idle" || !data || told.current === data) return;
    told.current = data;
    if (Object.keys(data.errors ?? {}).length === 0) showToast({ message: t("form.saved") });
  });
  if (!account.canManage) return <Notice tone="neutral">{t("form.viewOnly")}</Notice>;
  return (
    <Panel title={t("form.editTitle")} lead={t("form.lead")}>
      <fetcher.Form method="post">
        <input type="hidden" name="intent" value="save" />
        <FormError errors={errors[""] ? [errors[""]] : undefined} />
        <AccountFields
          fields={account.fields}
          values={account.values}
          stored={account.stored}
          errors={errors}
          name={account.name}
          rate={account.rate === null ? "" : String(account.rate)}
          price={account.price === null ? "" : String(account.price.amount)}
          currency={account.price?.currency ?? ""}
          isPricedPerPart={account.isPricedPerPart}
          rateLimit={account.limits.ratePerSecond}
        />
        <SubmitRow label={t("form.save")} isBusy={state !== "idle"} />
      </fetcher.Form>
    </Panel>
  );
}
