import { useFormAction, useNavigation } from "@remix-run/react";

/** True while a form of this route (or `formAction`) is being sent; with `intent`, only that button's. */
export function usePending(options: { formAction?: string; intent?: string } = {}): boolean {
  const here = useFormAction();
  const navigation = useNavigation();
  if (navigation.state === "idle" || navigation.formMethod === undefined) return false;
  if (navigation.formMethod === "GET") return false;
  if (navigation.formAction !== (options.formAction ?? here)) return false;
  return options.intent === undefined || navigation.formData?.get("intent") === options.intent;
}
