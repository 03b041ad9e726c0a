import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { PublicError, PublicPage } from "#app/components/audience/public-page.tsx";
import { useAudienceWords } from "#app/components/audience/words.ts";
import { Button, LinkButton } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { notFound } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { readPreferenceToken } from "#services/preferences.server.ts";
import { unsubscribe, viewPreferences } from "#services/unsubscribe.server.ts";

export const handle = titled((t) => t("unsubscribe"));

export const meta: MetaFunction = () => [
  { name: "robots", content: "noindex" },
  { name: "referrer", content: "no-referrer" },
];

/** Looking changes nothing: mail programs open links to check them. */
export async function loader({ context, params }: LoaderFunctionArgs) {
  const token = params["token"] ?? "";
  const subject = readPreferenceToken(context.runtime, token);
  const view = subject && (await viewPreferences(subject));
  if (!view) throw notFound();
  return { ...view.from, workspaceName: view.workspaceName, token };
}

/** The button on the page, and RFC 8058: a mail provider posts `List-Unsubscribe=One-Click`. */
export async function action({ request, context, params }: ActionFunctionArgs) {
  const subject = readPreferenceToken(context.runtime, params["token"] ?? "");
  if (!subject) throw notFound();
  const form = new URLSearchParams((await request.text()).slice(0, 1_000));
  const isOneClick = form.get("List-Unsubscribe") === "One-Click";
  const source = isOneClick ? "one-click" : "unsubscribe-link";
  const stopped = await unsubscribe(subject, source, context.runtime);
  if (!stopped) throw notFound();
  return data({ isDone: true });
}

export default function UnsubscribePage() {
  const { channel, purpose, workspaceName, token } = useLoaderData<typeof loader>();
  const last = useActionData<typeof action>();
  const { t } = useTranslation("audience");
  const words = useAudienceWords();
  const named = {
    name: workspaceName,
    channel: words.channel(channel),
    purpose: t(`preferences.about.${purpose}`).toLowerCase(),
  };
  const more = (
    <LinkButton to={`/preferences/${token}`} kind="quiet">
      {t("preferences.more")}
    </LinkButton>
  );
  return (
    <PublicPage title={t("preferences.unsubscribeTitle")}>
      {last?.isDone ? (
        <>
          <Notice tone="good" isLive>
            {t("preferences.unsubscribed")}
          </Notice>
          {more}
        </>
      ) : (
        <Form method="post">
          <p>{t("preferences.unsubscribeLead", named)}</p>
          <Button type="submit" kind="primary">
            {t("preferences.unsubscribe")}
          </Button>{" "}
          {more}
        </Form>
      )}
    </PublicPage>
  );
}

export { PublicError as ErrorBoundary };
