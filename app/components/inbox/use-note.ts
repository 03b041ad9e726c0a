import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "#app/components/ui/toast.tsx";

type Answer = { readonly ok: true } | { readonly ok: false; readonly error: string };

export function useNote(): (text: string) => void {
  const { t } = useTranslation("inbox");
  const fetcher = useFetcher<Answer>();
  const told = useRef<unknown>(null);
  const { data, state } = fetcher;
  useEffect(() => {
    if (state !== "idle" || data?.ok !== false || told.current === data) return;
    told.current = data;
    const words = t(`error.${data.error}` as "error.invalid", { defaultValue: t("error.invalid") });
    showToast({ tone: "bad", message: words });
  });
  return (text) => fetcher.submit({ intent: "note", text }, { method: "post" });
}
