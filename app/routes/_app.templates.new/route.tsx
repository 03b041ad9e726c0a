import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "#app/components/ui/button.tsx";
import { Notice } from "#app/components/ui/notice.tsx";
import { PageHead } from "#app/components/ui/page-head.tsx";
import { PageBody, Panel } from "#app/components/ui/page.tsx";
import { requireRole } from "#app/http/guard.server.ts";
import { titled } from "#app/lib/page-title.ts";
import { paths } from "#app/lib/paths.ts";
import { usePending } from "#app/lib/use-pending.ts";
import { emptyVariant } from "#core/template/variant.ts";
import { createFromStarter, createTemplate } from "#services/templates.server.ts";
import { starterTemplates } from "#templates/library/index.ts";
import styles from "./gallery.module.css";

export const handle = titled((t) => t("newTemplate"));

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireRole(request, context, "templates.edit");
  return {
    starters: starterTemplates.map(({ id, name, about, purpose, variants }) => ({
      id,
      name,
      about,
      purpose,
      channels: [...new Set(variants.map((variant) => variant.channel))],
    })),
  };
}

const StartForm = z.object({ starter: z.string().max(60) });

export async function action({ request, context }: ActionFunctionArgs) {
  const author = await requireRole(request, context, "templates.edit");
  const form = StartForm.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return data({ error: "not-found" as const, detail: "" }, { status: 400 });
  const { starter } = form.data;
  const made =
    starter === ""
      ? await createTemplate(blank(author.workspace.locale), author, context.runtime)
      : await createFromStarter(starter, author, context.runtime);
  if (made.ok) return redirect(paths.template(made.value.templateId));
  return data({ error: made.error, detail: made.detail ?? "" }, { status: 404 });
}

function blank(locale: string) {
  return {
    name: locale.startsWith("nl") ? "Nieuw sjabloon" : "New template",
    purpose: "marketing" as const,
    defaultLocale: locale,
    fallbacks: {},
    variants: [{ channel: "whatsapp", locale, content: emptyVariant }],
  };
}

export default function NewTemplate() {
  const { starters } = useLoaderData<typeof loader>();
  const failed = useActionData<typeof action>();
  const { t } = useTranslation("templates");
  const isBusy = usePending();
  const channelName = (channel: string) =>
    t(`channel.${channel}` as "channel.sms", { defaultValue: channel });
  return (
    <>
      <PageHead
        title={t("gallery.title")}
        state={t("gallery.state")}
        back={{ to: paths.templates, label: t("editor.back") }}
      />
      <PageBody width="review">
        {failed ? (
          <Notice tone="bad" isLive>
            {t("gallery.refused", { detail: failed.detail })}
          </Notice>
        ) : null}
        <Form method="post" className={styles.gallery}>
          {starters.map((starter) => (
            <Panel
              key={starter.id}
              title={starter.name}
              lead={`${t(`purpose.${starter.purpose}`)} · ${starter.channels.map(channelName).join(", ")}`}
            >
              <div className={styles.card}>
                <p className={styles.about}>
                  {t(`about.${starter.id}` as "about.appointment", {
                    defaultValue: starter.about,
                  })}
                </p>
                <Button type="submit" name="starter" value={starter.id} isBusy={isBusy}>
                  {t("gallery.use")}
                </Button>
              </div>
            </Panel>
          ))}
          <Panel title={t("gallery.blank")}>
            <div className={styles.card}>
              <p className={styles.about}>{t("gallery.blankAbout")}</p>
              <Button type="submit" name="starter" value="" isBusy={isBusy}>
                {t("gallery.start")}
              </Button>
            </div>
          </Panel>
        </Form>
      </PageBody>
    </>
  );
}
