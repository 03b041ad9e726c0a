import { Checkbox } from "@mantine/core";
import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { PublicError, PublicPage } from "#app/components/audience/public-page.tsx";
import styles from "#app/components/audience/public-page.module.css";
import { useAudienceWords } from "#app/components/audience/words.ts";
import { Button } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { notFound } from "#app/http/guard.server.ts";
import { readPreferences } from "#app/http/preferences.server.ts";
import { createI18n } from "#app/lib/i18n.ts";
import { titled } from "#app/lib/page-title.ts";
import en from "#app/locales/en/index.ts";
import nl from "#app/locales/nl/index.ts";
import { readPreferenceToken } from "#services/preferences.server.ts";
import { savePreferences, viewPreferences } from "#services/unsubscribe.server.ts";

export const handle = titled((t) => t("preferences"));

export const meta: MetaFunction = () => [
  { name: "robots", content: "noindex" },
  { name: "referrer", content: "no-referrer" },
];

export async function loader({ context, params }: LoaderFunctionArgs) {
  const subject = readPreferenceToken(context.runtime, params["token"] ?? "");
  const view = subject && (await viewPreferences(subject));
  if (!view) throw notFound();
  return view;
}

export async function action({ request, context, params }: ActionFunctionArgs) {
  const subject = readPreferenceToken(context.runtime, params["token"] ?? "");
  const view = subject && (await viewPreferences(subject));
  if (!subject || !view) throw notFound();
  const form = await request.formData();
  const isStopAll = form.get("intent") === "stopAll";
  const on = new Set(isStopAll ? [] : form.getAll("on").map(String));
  const { language } = readPreferences(request);
  const { t } = createI18n(language, language === "nl" ? nl : en);
  const saved = await savePreferences(
    {
      ...{ subject, on, locale: language },
      // The very sentence the page shows beside the box.
      wordingOf: ({ channel, purpose }) =>
        t("audience:preferences.wording", {
          name: view.workspaceName,
          purpose: t(`audience:purpose.${purpose}`).toLowerCase(),
          channel: t(`audience:channel.${channel}` as "audience:channel.sms"),
        }),
    },
    context.runtime,
  );
  if (saved === "gone") throw notFound();
  return data({ isStopAll });
}

export default function PreferencesPage() {
  const { workspaceName, choices } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  return (
    <PublicPage title={t("preferences.title")}>
      {last ? (
        <Notice tone="good" isLive>
          {last.isStopAll ? t("preferences.stopped") : t("preferences.saved")}
        </Notice>
      ) : null}
      <p>{t("preferences.lead", { name: workspaceName })}</p>
      <Form method="post">
        <div className={styles.choices}>
          {choices.map(({ channel, purpose, isOn }) => (
            <Checkbox
              key={`${channel}:${purpose}:${isOn}`}
              name="on"
              value={`${channel}:${purpose}`}
              defaultChecked={isOn}
              label={t("preferences.for", {
                purpose: t(`preferences.about.${purpose}`),
                channel: words.channel(channel),
              })}
              description={t("preferences.wording", {
                name: workspaceName,
                purpose: words.purpose(purpose).toLowerCase(),
                channel: words.channel(channel),
              })}
            />
          ))}
        </div>
        <div className={styles.actions}>
          <Button type="submit" name="intent" value="save" kind="primary">
            {t("preferences.save")}
          </Button>
          <Button type="submit" name="intent" value="stopAll">
            {t("preferences.stopAll")}
          </Button>
        </div>
      </Form>
    </PublicPage>
  );
}

export { PublicError as ErrorBoundary };
